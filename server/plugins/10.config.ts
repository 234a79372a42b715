import { ConfigError } from '../platform/config/load'
import { useConfig } from '../platform/config/use-config'
import { useSecret } from '../platform/config/use-secret'
import { stopStart } from '../platform/process/stop-start'
import { logger } from '../platform/logging/logger'

/** Reads the whole configuration before anything else starts. A wrong value stops the start and prints the remedy. */
export default defineNitroPlugin(() => {
  try {
    logger.level = useConfig().LOG_LEVEL
    useSecret()
  }
  catch (error) {
    if (error instanceof ConfigError) stopStart(error.message)
    throw error
  }
})
