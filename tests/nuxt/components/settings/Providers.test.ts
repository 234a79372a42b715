import { mountSuspended } from '@nuxt/test-utils/runtime'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import Providers from '~/components/settings/Providers.vue'

const SETTINGS = {
  signUp: 'closed', createRooms: 'members', guestsWrite: true, providers: [{ id: 'work', name: 'Work' }],
}

beforeAll(() => useScreenTexts())
afterEach(() => vi.unstubAllGlobals())

async function open(props: { linked: boolean, hasPassword: boolean }) {
  const asked: { asked: string, body: unknown }[] = []
  vi.stubGlobal('fetch', (url: string, { method, body }: RequestInit) => {
    if (url === '/api/settings') return Promise.resolve(Response.json(SETTINGS))
    asked.push({ asked: `${method} ${url}`, body: JSON.parse(String(body)) })
    return Promise.resolve(Response.json({ error: { code: 'unauthorized', message: '' } }, { status: 401 }))
  })
  const page = await mountSuspended(Providers, { props, attachTo: document.body })
  const button = (text: string) => page.findAll('button').find(one => one.text() === text)
  return { page, asked, button }
}

describe('other ways to sign in', () => {
  it('are linked with the password, and a wrong one is said', async () => {
    const { page, asked, button } = await open({ linked: false, hasPassword: true })
    await vi.waitFor(() => expect(button('Link Work')).toBeDefined())
    await button('Link Work')?.trigger('click')
    await page.get('input[type=password]').setValue('a guess')
    await page.get('form').trigger('submit')
    await vi.waitFor(() => expect(page.text()).toContain('This password is wrong.'))
    expect(asked).toEqual([
      { asked: 'POST /api/account/oidc/work', body: { password: 'a guess', to: '/settings/security' } },
    ])
  })

  it('are unlinked with the password', async () => {
    const { page, asked, button } = await open({ linked: true, hasPassword: true })
    await button('Unlink')?.trigger('click')
    await page.get('input[type=password]').setValue('secret words')
    await page.get('form').trigger('submit')
    await vi.waitFor(() => expect(asked).toEqual([
      { asked: 'DELETE /api/account/oidc', body: { password: 'secret words' } },
    ]))
  })

  it('stay linked where they are the only one, which is said', async () => {
    const { page, button } = await open({ linked: true, hasPassword: false })
    expect(button('Unlink')).toBeUndefined()
    expect(page.text()).toContain('Set a password before you unlink it')
  })
})
