/** What an upgrade is asked with, as far as it matters here. */
export interface UpgradeRequest {
  /** With the host that the client named, as crossws puts it together. */
  readonly url: string
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
export function upgradeRefusal({ url }: UpgradeRequest): Response | null {
  if (!URL.canParse(url)) return sentence(400, 'Bad Request', 'The Host header and the path do not make an address.')
  // The one place where sockets are served: `/wb`, as in the tutorial also with a slash. Else one to any path would be accepted.
  return /^\/wb\/?$/.test(new URL(url).pathname) ? null : new Response(null, { status: 404, statusText: 'Not Found' })
}
