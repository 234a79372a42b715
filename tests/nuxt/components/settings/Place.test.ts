import { mountSuspended } from '@nuxt/test-utils/runtime'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import Place from '~/components/settings/Place.vue'

const LINK = 'http://localhost:3000/signin?new#code'
const SETTINGS = { signUp: 'closed', createRooms: 'members', guestsWrite: true, providers: [] }

beforeAll(() => useScreenTexts())
afterEach(() => vi.unstubAllGlobals())

describe('the settings of the place', () => {
  it('give the owner a link for one new account, also where sign-up is closed', async () => {
    const asked: string[] = []
    vi.stubGlobal('fetch', (url: string, { method }: RequestInit) => {
      asked.push(`${method} ${url}`)
      return Promise.resolve(Response.json(url === '/api/account-links' ? { url: LINK } : SETTINGS))
    })
    const page = await mountSuspended(Place, { props: { session: null }, attachTo: document.body })
    await vi.waitFor(() => expect(page.text()).toContain('Create an account link'))
    await page.findAll('button').find(button => button.text() === 'Create an account link')?.trigger('click')
    await vi.waitFor(() => expect(page.get('input[readonly]').element).toHaveProperty('value', LINK))
    expect(asked).toEqual(['GET /api/settings', 'POST /api/account-links'])
    expect(page.text()).not.toContain('Create an account link')
  })
})
