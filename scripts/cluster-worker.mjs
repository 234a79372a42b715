// @ts-check
import process from 'node:process'
import { serve } from './lib/serve.mjs'

// The primary prints the URL for all workers.
await serve(url => void process.send?.({ url }), 'npm run start:cluster')
