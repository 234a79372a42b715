import { setResponseHeaders, setResponseStatus } from 'h3'
import { defineRoute } from '../app/http/define-route'
import { checkOrigin } from '../platform/http/cross-origin'

/** The preflight of `POST /send/`. The tutorial's page sends `x-requested-with`. */
export default defineRoute(async (event, { config }) => {
  checkOrigin(event, config)
  setResponseHeaders(event, {
    'Access-Control-Allow-Methods': 'POST, OPTIONS',
    'Access-Control-Allow-Headers': 'content-type, idempotency-key, x-requested-with',
    'Access-Control-Max-Age': '600',
  })
  setResponseStatus(event, 204)
  return null
})
