import process from 'node:process'
import { logger } from '../../../../../server/platform/logging/logger'

/** Logs again and again, and says to its parent how often it came around and what memory it has. */
let rounds = 0
setInterval(() => {
  for (let line = 0; line < 500; line++) logger.info({ line, padding: 'x'.repeat(500) }, 'a line')
  process.stderr.write('y'.repeat(500))
  process.send?.({ rounds: ++rounds, heap: process.memoryUsage().heapUsed + process.memoryUsage().external })
}, 5)
process.on('uncaughtException', ({ message }) => process.send?.({ uncaught: message }))
process.on('disconnect', () => process.exit())
