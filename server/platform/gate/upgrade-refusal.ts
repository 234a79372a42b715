/** What an upgrade is asked with, as far as it matters here. */
export interface UpgradeRequest {
  /** With the host that the client named, as crossws puts it together. */
  readonly url: string
  readonly headers: Headers
}

/** An answer with one sentence that says why. It has no type of content: crossws escapes the slash in it. */
export function sentence(status: number, statusText: string, text: string, headers: Record<string, string> = {}): Response {
  const body = new TextEncoder().encode(`${text}\n`)
  return new Response(body, { status, statusText, headers: { ...headers, 'connection': 'close', 'content-length': String(body.length) } })
}

const ONLY_WEBSOCKET = 'This server upgrades to WebSocket only, at /wb/. '
  + 'Send other requests as HTTP/1.1 without an Upgrade header (in most clients: turn HTTP/2 off).'

/**
 * The answer to an upgrade that can't become a socket, whoever asks; null when it is one to go on with. Nothing that a client sends may throw here or
 * later: crossws would leave the TCP socket to nobody.
 */
export function upgradeRefusal({ url, headers }: UpgradeRequest): Response | null {
  if (!URL.canParse(url)) return sentence(400, 'Bad Request', 'The Host header and path do not form a valid URL.')
  // The server listens for upgrades, so Node hands it all of them, also the upgrade to HTTP/2 that some clients try with every request.
  if (headers.get('upgrade')?.toLowerCase() !== 'websocket') return sentence(426, 'Upgrade Required', ONLY_WEBSOCKET, { upgrade: 'websocket' })
  // Sockets are served at `/wb` alone, as in the tutorial also with a slash. crossws would accept any path.
  return /^\/wb\/?$/.test(new URL(url).pathname) ? null : new Response(null, { status: 404, statusText: 'Not Found' })
}
