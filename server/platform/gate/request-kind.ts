import type { RateKind } from '../limits/address-rates/kinds'
import { pageRoom } from '../http/page-path'

/** A request as far as it says what it will cost. */
export interface KnownRequest {
  readonly method?: string
  /** As it was sent: path and query. */
  readonly url?: string
}

/** Routes as the router compares them: literally, with or without one slash at the end. */
const ROUTES: readonly (readonly [RegExp, RateKind])[] = [
  [/^\/send\/?$/, 'post'],
  [/^\/api\/rooms\//, 'history'],
  [/^\/metrics\/?$/, 'metrics'],
]

/** Which rate a request counts for. Reads nothing but its first line. */
export function requestKind({ method = 'GET', url = '/' }: KnownRequest): RateKind {
  if (pageRoom(url) !== undefined) return 'page'
  const [path = ''] = url.split('?')
  if (/^\/api\/session\/?$/.test(path)) return method === 'PUT' ? 'rename' : 'session'
  return ROUTES.find(([route]) => route.test(path))?.[1] ?? 'other'
}
