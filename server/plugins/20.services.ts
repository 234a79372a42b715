import { useConfig } from '../utils/config/use-config'
import { LogStartError } from '../utils/log/log'
import { logger } from '../utils/observe/logger'
import { stopStart } from '../utils/observe/stop-start'
import { startParley } from '../utils/parley'

/** Starts the log, the bus with its one Redis subscriber, presence and the hub that forwards to peers by room; ends them with the server. */
export default defineNitroPlugin((nitroApp) => {
  const started = startParley(useConfig())
  // "ready" is said later, when pages can be served too (server/utils/process/announce.ts).
  started.catch((error: unknown) => {
    if (error instanceof LogStartError) stopStart(error.message)
    logger.fatal({ err: error }, 'the services could not be started')
    process.exit(1)
  })
  nitroApp.hooks.hook('close', async () => (await started).close())
})
