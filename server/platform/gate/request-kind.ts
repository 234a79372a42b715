import type { RateKind } from '../limits/address-rates/kinds'
import { pageAt } from '../http/page-path'

/** The parts of a request that determine its cost. */
export interface KnownRequest {
  readonly method?: string
  /** Path and query as sent. */
  readonly url?: string
}

/** Routes as the router matches them: literally, with or without one slash at the end. */
const ROUTES: readonly (readonly [RegExp, RateKind])[] = [
  [/^\/send\/?$/, 'post'],
  [/^\/api\/rooms\//, 'history'],
  [/^\/metrics\/?$/, 'metrics'],
  [/^\/api\/(?:sign-in|owner|reset|reset-request|oidc\/[^/]*\/\w+)\/?$/, 'sign-in'],
]

/** Methods that change a message. They cost what a message does. */
const CHANGES: ReadonlySet<string> = new Set(['PATCH', 'DELETE'])

/** The rate that a request counts for. Reads only its first line. */
export function requestKind({ method = 'GET', url = '/' }: KnownRequest): RateKind {
  if (pageAt(url) !== undefined) return 'page'
  const [path = ''] = url.split('?')
  if (/^\/api\/session\/?$/.test(path)) return method === 'PUT' ? 'rename' : 'session'
  if (method === 'POST' && /^\/api\/account\/?$/.test(path)) return 'sign-in'
  if (CHANGES.has(method) && path.startsWith('/api/rooms/')) return 'post'
  return ROUTES.find(([route]) => route.test(path))?.[1] ?? 'other'
}
