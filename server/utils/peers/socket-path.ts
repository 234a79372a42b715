/** The one place where sockets are served: `/wb`, as in the tutorial also with a slash. */
export function isSocketPath(url: string): boolean {
  return /^\/wb\/?$/.test(new URL(url, 'http://localhost').pathname)
}
