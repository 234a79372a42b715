import { useConfig } from '../utils/config/use-config'
import { LogStartError } from '../utils/log/log'
import { logger } from '../utils/observe/logger'
import { stopStart } from '../utils/observe/stop-start'
import { startParley } from '../utils/parley'

/** Starts the log, the bus with its one Redis subscriber, presence and the hub that forwards to peers by room; ends them with the server. */
export default defineNitroPlugin((nitroApp) => {
  const started = startParley(useConfig())
  started.then(
    (parley) => {
      logger.info({ log: parley.log.state().kind, bus: parley.bus.state().kind, channels: parley.rooms.rooms.length }, 'ready')
      // Whoever started this process and listens (the primary of a cluster, pm2 with wait_ready) may count on it from now on.
      if (!import.meta.dev) process.send?.('ready')
    },
    (error: unknown) => {
      if (error instanceof LogStartError) stopStart(error.message)
      logger.fatal({ err: error }, 'the services could not be started')
      process.exit(1)
    },
  )
  nitroApp.hooks.hook('close', async () => (await started).close())
})
