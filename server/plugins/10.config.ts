import { ConfigError } from '../utils/config/load'
import { sessionSecret } from '../utils/config/session-secret'
import { useConfig } from '../utils/config/use-config'
import { stopStart } from '../utils/observe/stop-start'
import { logger } from '../utils/observe/logger'

/** Reads the whole configuration before anything else starts. A wrong value stops the start and says what to do. */
export default defineNitroPlugin(() => {
  try {
    const config = useConfig()
    logger.level = config.LOG_LEVEL
    // nuxt-auth-utils reads this when the first session is read, which is after all plugins have run.
    process.env.NUXT_SESSION_PASSWORD = sessionSecret(config)
  }
  catch (error) {
    if (error instanceof ConfigError) stopStart(error.message)
    throw error
  }
})
