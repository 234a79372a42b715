/** The room in the address of a chat page; null at `/`, and undefined for the address of anything else. */
export function pageRoom(path: string): string | null | undefined {
  const [pathname = ''] = path.split('?')
  if (pathname === '/') return null
  return /^\/r\/([\w-]{1,64})$/.exec(pathname)?.[1]
}
