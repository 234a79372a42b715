import type { IncomingMessage } from 'node:http'

export const TWO_HOSTS = 'The request has two Host headers. Send one.'

/**
 * Whether a request names its host twice. Node takes the first, and a proxy before us may have taken the other: it must
 * be refused with 400 (RFC 9112, section 3.2).
 */
export function hasTwoHosts({ rawHeaders }: Pick<IncomingMessage, 'rawHeaders'>): boolean {
  let hosts = 0
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]
    if (name?.length === 4 && name.toLowerCase() === 'host') hosts++
  }
  return hosts > 1
}
