import { appendResponseHeader, setResponseHeaders, type H3Event } from 'h3'
import type { Config } from '../config/schema'
import { ParleyError } from '../errors/parley-error'
import { requestHeader } from './request-header'
import { admitOrigin } from './admit-origin'

/**
 * Lets a request in by its `Origin` and tells the browser so (CORS). Credentials are not allowed across origins: such a page
 * talks as a script does.
 * @throws ParleyError `forbidden` for a foreign origin
 */
export function checkOrigin(event: H3Event, config: Pick<Config, 'PUBLIC_ORIGIN'>): void {
  const origin = requestHeader(event, 'origin')
  appendResponseHeader(event, 'Vary', 'Origin')
  if (!admitOrigin(origin, requestHeader(event, 'host'), config)) {
    throw new ParleyError('forbidden', `Pages of ${origin} may not call this server. Its operator can add that origin to PUBLIC_ORIGIN.`)
  }
  if (origin) setResponseHeaders(event, { 'Access-Control-Allow-Origin': origin })
}
