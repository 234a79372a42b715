import { serve } from './serve'
import { openWriter } from './writer'

void serve(openWriter)
