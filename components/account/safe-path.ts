/**
 * Where to go after signing in: only to a path of this site, whatever a link says.
 * @param to from the address, or anything else
 * @returns a path that begins with one slash; `/` for everything else
 */
export function safePath(to: unknown): string {
  if (typeof to !== 'string' || !to.startsWith('/')) return '/'
  const here = 'https://here.invalid'
  // Parsed as browsers do, which take `/\evil.example` for another host.
  const url = URL.canParse(to, here) ? new URL(to, here) : null
  return url?.origin === here ? url.pathname + url.search + url.hash : '/'
}

/** The code of the invitation to which signing up leads back. */
export function inviteOf(path: string): string | null {
  return /^\/i\/([\w-]{1,64})$/.exec(path)?.[1] ?? null
}
