import { openReader } from './reader'
import { serve } from './serve'

void serve(openReader)
