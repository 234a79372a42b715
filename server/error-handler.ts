import { send, setResponseHeaders, setResponseStatus } from 'h3'
import type { NitroErrorHandler } from 'nitropack/types'
import { errorAnswer } from './utils/http/error-answer'
import { logger } from './utils/observe/logger'

/** The page of an error has its styles and its drawing in itself, and no script. nuxt-security's policy names a nonce, which only the renderer fills in. */
const POLICY = 'default-src \'none\'; style-src \'unsafe-inline\'; img-src \'self\'; base-uri \'none\'; form-action \'none\'; frame-ancestors \'none\''

/** Answers what a handler threw, in place of Nuxt's handler, which renders a page for it. */
const handleError: NitroErrorHandler = (error, event) => {
  if (error.unhandled || error.fatal) logger.error({ err: error }, 'a request failed')
  if (event.handled) return
  const { contentType, body } = errorAnswer(error.statusCode, event.headers)
  setResponseHeaders(event, { 'Content-Type': contentType, 'Cache-Control': 'no-store', 'Content-Security-Policy': POLICY })
  setResponseStatus(event, error.statusCode)
  return send(event, body)
}

export default handleError
