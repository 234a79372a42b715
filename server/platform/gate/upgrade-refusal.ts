/** The parts of an upgrade request that matter here. */
export interface UpgradeRequest {
  /** Built by crossws from the client's Host header and path. */
  readonly url: string
  readonly headers: Headers
}

type HeaderValues = Readonly<Record<string, string>>

/** An answer with one sentence. It has no content type: crossws would escape its slash. */
export function sentence(status: number, statusText: string, text: string, extra: HeaderValues = {}): Response {
  const body = new TextEncoder().encode(`${text}\n`)
  const headers = { ...extra, 'connection': 'close', 'content-length': String(body.length) }
  return new Response(body, { status, statusText, headers })
}

const ONLY_WEBSOCKET = 'This server upgrades to WebSocket only, at /wb/. '
  + 'Send other requests as HTTP/1.1 without an Upgrade header (in most clients: turn HTTP/2 off).'

/**
 * The answer to an upgrade that can't become a WebSocket; null for a valid one. The session is not asked. No input may
 * throw here or later: crossws would then leak the TCP socket.
 */
export function upgradeRefusal({ url, headers }: UpgradeRequest): Response | null {
  if (!URL.canParse(url)) return sentence(400, 'Bad Request', 'The Host header and path do not form a valid URL.')
  // Node passes all upgrades to the server, also the one to HTTP/2 that some clients try with every request.
  if (headers.get('upgrade')?.toLowerCase() !== 'websocket') {
    return sentence(426, 'Upgrade Required', ONLY_WEBSOCKET, { upgrade: 'websocket' })
  }
  // Only `/wb` serves WebSockets, with or without a slash. crossws would accept any path.
  return /^\/wb\/?$/.test(new URL(url).pathname) ? null : new Response(null, { status: 404, statusText: 'Not Found' })
}
