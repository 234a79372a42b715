import { mountSuspended } from '@nuxt/test-utils/runtime'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import SignIn from '~/components/account/SignIn.vue'

const bodies: unknown[] = []

/** A server that gives these answers, one after the other. */
function answer(...answers: (readonly [status: number, body: object])[]) {
  vi.stubGlobal('fetch', (_url: string, init: RequestInit) => {
    bodies.push(JSON.parse(String(init.body)))
    const [status, body] = answers.shift() ?? [500, {}]
    return Promise.resolve(Response.json(body, { status }))
  })
}

const refuse = (status: number, code: string) => [status, { error: { code, message: code } }] as const
const SESSION = { user: { id: 'u_1', name: 'Ada' }, named: true, account: { handle: 'ada', role: 'member' } }

async function mountForm() {
  const form = await mountSuspended(SignIn, { attachTo: document.body })
  await form.get('input[name="username"]').setValue('ada')
  await form.get('input[name="password"]').setValue('correct horse')
  return form
}

beforeAll(() => useScreenTexts())
afterEach(() => {
  vi.unstubAllGlobals()
  bodies.length = 0
})

describe('signing in', () => {
  it('is done with handle and password', async () => {
    answer([200, SESSION])
    const form = await mountForm()
    await form.get('form').trigger('submit')
    await vi.waitFor(() => expect(form.emitted('done')).toHaveLength(1))
    expect(bodies).toEqual([{ handle: 'ada', password: 'correct horse' }])
  })

  it('asks for the code where the account has a second factor, and says beside the field that it was wrong', async () => {
    answer(refuse(401, 'second_factor'), refuse(401, 'second_factor'), [200, SESSION])
    const form = await mountForm()
    await form.get('form').trigger('submit')
    await vi.waitFor(() => expect(form.find('input[name="code"]').exists()).toBe(true))
    await form.get('input[name="code"]').setValue('000000')
    await form.get('form').trigger('submit')
    await vi.waitFor(() => expect(form.text()).toContain('This code is wrong'))
    expect(form.get('input[name="code"]').attributes('aria-invalid')).toBe('true')
    await form.get('input[name="code"]').setValue('123456')
    await form.get('form').trigger('submit')
    await vi.waitFor(() => expect(form.emitted('done')).toHaveLength(1))
    expect(bodies.at(-1)).toEqual({ handle: 'ada', password: 'correct horse', totp: '123456' })
  })

  it('does not say which of the two was wrong', async () => {
    answer(refuse(401, 'unauthorized'))
    const form = await mountForm()
    await form.get('form').trigger('submit')
    await vi.waitFor(() => expect(form.get('[role="alert"]').text()).toBe('The username or password is wrong.'))
  })

  it('asks nothing of the server before both fields are filled', async () => {
    answer()
    const form = await mountSuspended(SignIn)
    await form.get('form').trigger('submit')
    expect(form.text()).toContain('Enter a username.')
    expect(form.text()).toContain('Enter your password.')
    expect(bodies).toEqual([])
  })
})
