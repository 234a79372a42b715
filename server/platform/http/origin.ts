import { isIP } from 'node:net'

/** Names that public DNS never serves, so no outsider can point one at this server. */
const LOCAL_ENDINGS = /(?:^|\.)(?:localhost|local|lan|internal|home\.arpa)$/

/**
 * Whether no outsider can point this host name at the server: an address, a name without a dot, or one of a local
 * network. With DNS rebinding an outsider's page has the same origin as its requests here.
 */
function isLocalName(hostname: string): boolean {
  const plain = hostname.replace(/^\[(.*)\]$/, '$1')
  return isIP(plain) !== 0 || !plain.includes('.') || LOCAL_ENDINGS.test(plain)
}

/**
 * The Host header as part of an origin of this scheme: lower case, without the scheme's default port. Null if it is not
 * a host.
 */
function hostOf(protocol: string, host: string | null | undefined): string | null {
  const url = `${protocol}//${host}`
  return host && /^[^/?#@\\\s]+$/.test(host) && URL.canParse(url) ? new URL(url).host : null
}

/**
 * Whether to admit a request of this `Origin`: `PUBLIC_ORIGIN` lists it, or its host is the one that the request was
 * sent to. Case and default ports make no difference. If `PUBLIC_ORIGIN` is set, an unlisted host must be a local name.
 * Without `Origin` the client is a script, which has no visitor's cookies.
 */
export function originAllowed(
  origin: string | null | undefined,
  host: string | null | undefined,
  allowed: readonly string[],
): boolean {
  if (!origin) return true
  if (!URL.canParse(origin)) return false
  const { protocol, host: originHost, hostname, origin: canonical } = new URL(origin)
  if (protocol !== 'http:' && protocol !== 'https:') return false
  if (allowed.includes(canonical)) return true
  return originHost === hostOf(protocol, host) && (allowed.length === 0 || isLocalName(hostname))
}
