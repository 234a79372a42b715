import type { Session } from '#shared/schemas/user'
import { SETTINGS_PAGES, type SettingsPage } from '#shared/settings-pages'

/** The pages that all users have: the rest belongs to an account. */
const FOR_ALL: ReadonlySet<SettingsPage> = new Set<SettingsPage>(['profile', 'appearance', 'notifications'])
/** What a guest has, of whom messages may be stored. */
const FOR_GUESTS: ReadonlySet<SettingsPage> = new Set<SettingsPage>([...FOR_ALL, 'data'])
/** About the place, not about the user. */
export const FOR_OWNERS: ReadonlySet<SettingsPage> = new Set<SettingsPage>(['place', 'people', 'log'])

/** The pages of the settings that a visitor has. */
export function pagesFor(session: Session | null | undefined): readonly SettingsPage[] {
  if (!session) return SETTINGS_PAGES.filter(page => FOR_ALL.has(page))
  const role = session.account?.role ?? 'guest'
  if (role === 'owner') return SETTINGS_PAGES
  return SETTINGS_PAGES.filter(page => role === 'guest' ? FOR_GUESTS.has(page) : !FOR_OWNERS.has(page))
}
