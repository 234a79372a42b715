/** The room in the path of a chat page; null for `/`, undefined for a path that is not a page. */
export function pageRoom(path: string): string | null | undefined {
  const [pathname = ''] = path.split('?')
  if (pathname === '/') return null
  return /^\/r\/([\w-]{1,64})$/.exec(pathname)?.[1]
}
