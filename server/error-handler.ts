import { send, setResponseHeaders, setResponseStatus } from 'h3'
import type { NitroErrorHandler } from 'nitropack/types'
import { errorAnswer } from './app/http/error-answer'
import { logger } from './platform/logging/logger'

/** Answers errors of handlers, in place of Nuxt's error handler, which would render a page. */
const handleError: NitroErrorHandler = (error, event) => {
  if (error.unhandled || error.fatal) logger.error({ err: error }, 'A request failed.')
  if (event.handled) return
  const { headers, body } = errorAnswer(error.statusCode, event.path, event.headers)
  setResponseHeaders(event, { ...headers })
  setResponseStatus(event, error.statusCode)
  return send(event, body)
}

export default handleError
