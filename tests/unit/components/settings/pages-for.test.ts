import { expect, it } from 'vitest'
import { SETTINGS_PAGES } from '#shared/settings-pages'
import en from '../../../../i18n/screens/en.json'
import { pagesFor } from '~/components/settings/pages-for'

const session = (role?: 'owner' | 'moderator' | 'member') => ({
  user: { id: 'u_1', name: 'Ada' }, named: true, ...(role ? { account: { handle: 'ada', role } } : {}),
})

it('shows a guest only what a guest has', () => {
  expect(pagesFor(session())).toEqual(['profile', 'appearance', 'notifications', 'data'])
  expect(pagesFor(null)).toEqual(['profile', 'appearance', 'notifications'])
})

it('shows an account its own pages, and those of the place to owners only', () => {
  expect(pagesFor(session('member'))).not.toContain('place')
  expect(pagesFor(session('moderator'))).not.toContain('people')
  expect(pagesFor(session('member'))).toContain('security')
  expect(pagesFor(session('owner'))).toEqual(SETTINGS_PAGES)
})

it('has a title for every page', () => {
  expect(SETTINGS_PAGES.filter(page => !en.settings.pages[page])).toEqual([])
})
