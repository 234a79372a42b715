import { mountSuspended } from '@nuxt/test-utils/runtime'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import Log from '~/components/settings/Log.vue'

beforeAll(() => useScreenTexts())
afterEach(() => vi.unstubAllGlobals())

describe('the activity log of the place', () => {
  it('has a line for each deed with both users, and shows older entries on request', async () => {
    const deed = { at: 1_700_000_000_000, by: 'u_mira', byName: 'Mira', target: 'u_dave', targetName: 'Dave' }
    vi.stubGlobal('fetch', (url: string) => Promise.resolve(Response.json(url === '/api/audit'
      ? { entries: [{ ...deed, action: 'disable' }], next: 'older' }
      : { entries: [{ ...deed, action: 'role' }] })))
    const page = await mountSuspended(Log, { props: { session: null }, attachTo: document.body })
    await vi.waitFor(() => expect(page.text()).toContain('Mira disabled the account of Dave'))
    await page.findAll('button').find(button => button.text() === 'Show older')?.trigger('click')
    await vi.waitFor(() => expect(page.text()).toContain('Mira changed the role of Dave'))
    expect(page.findAll('[data-testid=log-entry]')).toHaveLength(2)
    expect(page.text()).not.toContain('Show older')
  })
})
