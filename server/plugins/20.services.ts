import { useConfig } from '../platform/config/use-config'
import { LogStartError } from '../core/log/log'
import { logger } from '../platform/logging/logger'
import { stopStart } from '../platform/process/stop-start'
import { startParley } from '../app/parley'

/** Starts the log, the bus with its one Redis subscriber, presence, and the hub; closes them with the server. */
export default defineNitroPlugin((nitroApp) => {
  const started = startParley(useConfig())
  // server/app/process/announce.ts says "ready" later, when pages can be served too.
  started.catch((error: unknown) => {
    if (error instanceof LogStartError) stopStart(error.message)
    logger.fatal({ err: error }, 'The services could not be started.')
    process.exit(1)
  })
  nitroApp.hooks.hook('close', async () => (await started).close())
})
