/** What an upgrade is asked with, as far as it matters here. */
export interface UpgradeRequest {
  /** With the host that the client named, as crossws puts it together. */
  readonly url: string
  readonly headers: Headers
}

/** No type of content: crossws escapes the slash in it. */
function sentence(status: number, statusText: string, text: string, headers: Record<string, string> = {}): Response {
  const body = new TextEncoder().encode(`${text}\n`)
  return new Response(body, { status, statusText, headers: { ...headers, 'connection': 'close', 'content-length': String(body.length) } })
}

/**
 * The answer to an upgrade that can't become a socket, whoever asks; null when it is one to go on with. Nothing that a client sends may throw here or
 * later: crossws would leave the TCP socket to nobody.
 */
export function upgradeRefusal({ url, headers }: UpgradeRequest): Response | null {
  if (!URL.canParse(url)) return sentence(400, 'Bad Request', 'The Host header and the path do not make an address.')
  // Node takes any upgrade for ours because there is a listener for them, also the one to HTTP/2 that some clients try with every request.
  if (headers.get('upgrade')?.toLowerCase() !== 'websocket') {
    return sentence(426, 'Upgrade Required', 'Only WebSocket is upgraded to here, at /wb/: send other requests as HTTP/1.1 without an Upgrade header (in most clients: turn HTTP/2 off).', { upgrade: 'websocket' })
  }
  // The one place where sockets are served: `/wb`, as in the tutorial also with a slash. Else one to any path would be accepted.
  return /^\/wb\/?$/.test(new URL(url).pathname) ? null : new Response(null, { status: 404, statusText: 'Not Found' })
}
