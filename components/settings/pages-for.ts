import type { Session } from '#shared/schemas/user'
import { SETTINGS_PAGES, type SettingsPage } from '#shared/settings-pages'

/** What a guest has, too: the rest belongs to an account. */
const FOR_GUESTS: ReadonlySet<SettingsPage> = new Set<SettingsPage>(['profile', 'appearance', 'notifications'])
/** About the place, not about the user. */
export const FOR_OWNERS: ReadonlySet<SettingsPage> = new Set<SettingsPage>(['place', 'people', 'log'])

/** The pages of the settings that a visitor has. */
export function pagesFor(session: Session | null | undefined): readonly SettingsPage[] {
  const role = session?.account?.role ?? 'guest'
  if (role === 'owner') return SETTINGS_PAGES
  return SETTINGS_PAGES.filter(page => role === 'guest' ? FOR_GUESTS.has(page) : !FOR_OWNERS.has(page))
}
