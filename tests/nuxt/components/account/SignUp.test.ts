import { mountSuspended } from '@nuxt/test-utils/runtime'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import SignUp from '~/components/account/SignUp.vue'

const GUEST = { id: 'u_1', name: 'Mira' }
const calls: { url: string, body: unknown }[] = []

function server(status: number, body: object) {
  vi.stubGlobal('fetch', (url: string, init: RequestInit) => {
    calls.push({ url, body: init.body === undefined ? null : JSON.parse(String(init.body)) })
    return Promise.resolve(
      url === '/api/session' ? Response.json({ user: GUEST, named: true }) : Response.json(body, { status }),
    )
  })
}

async function mountForm(user: typeof GUEST | null = GUEST) {
  const form = await mountSuspended(SignUp, {
    props: { user, submit: 'Keep', path: '/api/account', extra: { invite: 'abc' } },
    attachTo: document.body,
  })
  if (!user) await form.get('input[name="name"]').setValue('Ada')
  await form.get('input[name="username"]').setValue('Mira')
  await form.get('input[name="password"]').setValue('a short sentence')
  return form
}

beforeAll(() => useScreenTexts())
afterEach(() => {
  vi.unstubAllGlobals()
  calls.length = 0
})

describe('making an account', () => {
  it('keeps the guest: it asks for no name, and makes sure that there is a guest', async () => {
    server(200, { user: GUEST, named: true, account: { handle: 'mira', role: 'member' } })
    const form = await mountForm()
    await form.get('form').trigger('submit')
    await vi.waitFor(() => expect(form.emitted('done')).toHaveLength(1))
    expect(calls.map(({ url }) => url)).toEqual(['/api/session', '/api/account'])
    expect(calls.at(-1)?.body).toEqual({ handle: 'Mira', password: 'a short sentence', invite: 'abc' })
  })

  it('asks a new visitor for a name', async () => {
    server(200, { user: GUEST, named: true, account: { handle: 'mira', role: 'member' } })
    const form = await mountForm(null)
    await form.get('form').trigger('submit')
    await vi.waitFor(() => expect(form.emitted('done')).toHaveLength(1))
    expect(calls.at(-1)?.body).toMatchObject({ name: 'Ada' })
  })

  it('says beside the field that a username is taken', async () => {
    server(409, { error: { code: 'taken', message: 'taken' } })
    const form = await mountForm()
    await form.get('form').trigger('submit')
    await vi.waitFor(() => expect(form.get('input[name="username"]').attributes('aria-invalid')).toBe('true'))
    expect(form.text()).toContain('This username is taken.')
  })

  it('says what is wrong with a password before it is sent', async () => {
    server(200, {})
    const form = await mountForm()
    await form.get('input[name="password"]').setValue('short')
    await form.get('form').trigger('submit')
    expect(form.get('input[name="password"]').attributes('aria-invalid')).toBe('true')
    expect(calls).toEqual([])
  })
})
