import type { H3Event } from 'h3'

/**
 * One header of a request; null if it is missing. `event.headers` would copy all headers first, on each request.
 * @param name in lower case
 */
export function requestHeader({ node }: H3Event, name: string): string | null {
  const value = node.req.headers[name]
  return Array.isArray(value) ? value.join(', ') : value ?? null
}
