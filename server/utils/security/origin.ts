/**
 * Whether a request of this `Origin` is let in. Exact comparison, no patterns: the site's own origin (its host is the one the
 * request was sent to) and those of `PUBLIC_ORIGIN`. No `Origin` at all is a script, which has no visitor's cookies to abuse.
 */
export function originAllowed(origin: string | null | undefined, host: string | null | undefined, allowed: readonly string[]): boolean {
  if (!origin) return true
  if (allowed.includes(origin)) return true
  if (!URL.canParse(origin)) return false
  const { protocol, host: originHost } = new URL(origin)
  return (protocol === 'http:' || protocol === 'https:') && originHost === host
}
