import { appendResponseHeader, setResponseHeaders, type H3Event } from 'h3'
import type { Config } from '../config/schema'
import { ParleyError } from '../errors/parley-error'
import { requestHeader } from './request-header'
import { admitOrigin } from './admit-origin'

/**
 * Checks the `Origin` of a request and answers with CORS headers. Credentials are not allowed across origins: such a
 * page posts like a script.
 * @throws ParleyError `forbidden` for an origin that is not allowed
 */
export function checkOrigin(event: H3Event, config: Pick<Config, 'PUBLIC_ORIGIN'>): void {
  const origin = requestHeader(event, 'origin')
  appendResponseHeader(event, 'Vary', 'Origin')
  if (!admitOrigin(origin, requestHeader(event, 'host'), config)) {
    const remedy = 'The operator can add that origin to PUBLIC_ORIGIN.'
    throw new ParleyError('forbidden', `Pages of ${origin} may not call this server. ${remedy}`)
  }
  if (origin) setResponseHeaders(event, { 'Access-Control-Allow-Origin': origin })
}
