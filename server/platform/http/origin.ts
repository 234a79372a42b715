import { isIP } from 'node:net'

/** Names that public DNS never serves, so that no outsider can point one at this server. */
const LOCAL_ENDINGS = /(?:^|\.)(?:localhost|local|lan|internal|home\.arpa)$/

/**
 * Whether no stranger can make this host name lead here: an address, a name without a dot, or one of a local network. A page of a stranger's own name
 * that was pointed here (DNS rebinding) is of the same origin as its requests, as the browser sees it.
 */
function isLocalName(hostname: string): boolean {
  const plain = hostname.replace(/^\[(.*)\]$/, '$1')
  return isIP(plain) !== 0 || !plain.includes('.') || LOCAL_ENDINGS.test(plain)
}

/** The Host header as it would stand in an origin of this scheme: lower case, without the scheme's own port; null for what is no host. */
function hostOf(protocol: string, host: string | null | undefined): string | null {
  return host && /^[^/?#@\\\s]+$/.test(host) && URL.canParse(`${protocol}//${host}`) ? new URL(`${protocol}//${host}`).host : null
}

/**
 * Whether a request of this `Origin` is let in: listed in `PUBLIC_ORIGIN`, or the site's own, whose host is the one the request was sent to.
 * Upper case and default ports make no difference. Where `PUBLIC_ORIGIN` is set, an own host that is not listed has to be a local name. No `Origin` at
 * all is a script, which has no visitor's cookies to abuse.
 */
export function originAllowed(origin: string | null | undefined, host: string | null | undefined, allowed: readonly string[]): boolean {
  if (!origin) return true
  if (!URL.canParse(origin)) return false
  const { protocol, host: originHost, hostname, origin: canonical } = new URL(origin)
  if (protocol !== 'http:' && protocol !== 'https:') return false
  if (allowed.includes(canonical)) return true
  return originHost === hostOf(protocol, host) && (allowed.length === 0 || isLocalName(hostname))
}
