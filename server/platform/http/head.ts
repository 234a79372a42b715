import { setResponseHeader, type H3Event } from 'h3'

const heads = new WeakSet<H3Event>()

/** Makes GET routes answer a HEAD. Call it before `event.method` is read. Node leaves out the body of the answer. */
export function routeHeadAsGet(event: H3Event): void {
  if (event.node.req.method !== 'HEAD') return
  heads.add(event)
  event.node.req.method = 'GET'
}

/** Whether the request is a HEAD, which must change nothing. */
export function isHead(event: H3Event): boolean {
  return heads.has(event)
}

/** Sets the length that the answer to a GET has: Node does not count a body that it leaves out. */
export function setLengthOfHead(event: H3Event, body: unknown): void {
  if (!isHead(event) || event.node.res.headersSent) return
  const length = lengthOf(body)
  if (length !== null) setResponseHeader(event, 'Content-Length', length)
}

/** Bytes of a body as h3 sends it; null for a body of another kind. */
function lengthOf(body: unknown): number | null {
  if (typeof body === 'string' || body instanceof Uint8Array) return Buffer.byteLength(body)
  return isPlainObject(body) ? Buffer.byteLength(JSON.stringify(body)) : null
}

function isPlainObject(body: unknown): body is object {
  return typeof body === 'object' && body !== null && Object.getPrototypeOf(body) === Object.prototype
}
