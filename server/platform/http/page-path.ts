import { SETTINGS_PAGES } from '#shared/settings-pages'

/**
 * A page of the app: the chat with the room of its path (null for `/`), also where a message of it is named, or another
 * screen.
 */
export type PageAddress
  = | { readonly kind: 'chat', readonly room: string | null }
    | {
      readonly kind: 'screen'
      /** The path that the screen is rendered for. It is the same for all invitations: the browser reads the code. */
      readonly path: string
    }

const SCREENS: ReadonlySet<string> = new Set([
  '/signin', '/owner', '/reset', '/settings', ...SETTINGS_PAGES.map(page => `/settings/${page}`),
])

const INVITATION = /^\/i\/[\w-]{1,64}$/

/** The page at a path; undefined for a path that is not a page. */
export function pageAt(path: string): PageAddress | undefined {
  const [pathname = ''] = path.split('?')
  if (pathname === '/') return { kind: 'chat', room: null }
  const room = /^\/r\/([\w-]{1,64})(?:\/\d{1,15})?$/.exec(pathname)?.[1]
  if (room !== undefined) return { kind: 'chat', room }
  if (SCREENS.has(pathname)) return { kind: 'screen', path: pathname }
  return INVITATION.test(pathname) ? { kind: 'screen', path: '/i/code' } : undefined
}
