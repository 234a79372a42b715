import { setResponseHeader, type H3Event } from 'h3'

const heads = new WeakSet<H3Event>()

/** Lets the routes of GET answer a HEAD. To be called before `event.method` is read. Node itself leaves out the body of the answer. */
export function routeHeadAsGet(event: H3Event): void {
  if (event.node.req.method !== 'HEAD') return
  heads.add(event)
  event.node.req.method = 'GET'
}

/** Whether a handler answers a HEAD, which must change nothing. */
export function isHead(event: H3Event): boolean {
  return heads.has(event)
}

/** The length that the answer of a GET has: Node does not count a body that it leaves out. */
export function setLengthOfHead(event: H3Event, body: unknown): void {
  if (!isHead(event) || event.node.res.headersSent) return
  const length = lengthOf(body)
  if (length !== null) setResponseHeader(event, 'Content-Length', length)
}

/** Bytes of a body as h3 sends it; null for one that is not sent as it is. */
function lengthOf(body: unknown): number | null {
  if (typeof body === 'string' || body instanceof Uint8Array) return Buffer.byteLength(body)
  return isPlainObject(body) ? Buffer.byteLength(JSON.stringify(body)) : null
}

function isPlainObject(body: unknown): body is object {
  return typeof body === 'object' && body !== null && Object.getPrototypeOf(body) === Object.prototype
}
