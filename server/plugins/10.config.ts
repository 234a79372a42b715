import { ConfigError } from '../utils/config/load'
import { useConfig } from '../utils/config/use-config'
import { useSecret } from '../utils/config/use-secret'
import { stopStart } from '../utils/observe/stop-start'
import { logger } from '../utils/observe/logger'

/** Reads the whole configuration before anything else starts. A wrong value stops the start and says what to do. */
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
