import { mountSuspended } from '@nuxt/test-utils/runtime'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import Totp from '~/components/settings/Totp.vue'
import { ownAccount } from '../own-account'
import { eventually, stubServer } from '../stub-server'

const SETUP = { secret: 'JBSWY3DPEHPK3PXP', url: 'otpauth://totp/Parley:ann?secret=JBSWY3DPEHPK3PXP' }
const CODES = ['aaaa-bbbb', 'cccc-dddd']

beforeAll(() => useScreenTexts())
afterEach(() => vi.unstubAllGlobals())

async function open(answers: Readonly<Record<string, object | string>>, own = ownAccount()) {
  const asked = stubServer({ 'GET /api/account': own, ...answers })
  const part = await mountSuspended(Totp, { attachTo: document.body })
  const button = (text: string) => part.findAll('button').find(one => one.text() === text)
  const press = async (text: string) => {
    await eventually(() => expect(button(text)).toBeDefined())
    await button(text)?.trigger('click')
  }
  const send = () => part.get('form').trigger('submit')
  return { part, asked, button, press, send }
}

describe('the second step of a sign-in', () => {
  it('is set up with the password, a code to scan, and the first digits; then there are codes to keep', async () => {
    const { part, asked, button, press, send } = await open({
      'POST /api/account/totp': SETUP, 'PUT /api/account/totp': { recoveryCodes: CODES },
    })
    await press('Set up')
    await part.get('input[type="password"]').setValue('a password')
    await send()
    await eventually(() => expect(part.find('svg[role="img"]').exists()).toBe(true))
    expect(part.findAll('input').map(input => input.element.value)).toContain(SETUP.secret)
    await part.get('input[name="code"]').setValue('123 456')
    await send()
    await eventually(() => expect(part.findAll('[data-testid="recovery-codes"] li').map(one => one.text())).toEqual(CODES))
    expect(asked.map(one => one.body)).toEqual([{ password: 'a password' }, { code: '123456' }])
    await press('I\'ve saved them')
    expect(part.find('[data-testid="recovery-codes"]').exists()).toBe(false)
    expect(button('Set up')).toBeDefined()
  })

  it('is not begun with a wrong password, which is said, and can be put off', async () => {
    const { part, press, send, button } = await open({ 'POST /api/account/totp': 'unauthorized' })
    await press('Set up')
    await part.get('input[type="password"]').setValue('a guess')
    await send()
    await eventually(() => expect(part.text()).toContain('This password is wrong.'))
    await press('Cancel')
    expect(part.text()).not.toContain('This password is wrong.')
    expect(button('Set up')).toBeDefined()
  })

  it('says of wrong digits that they are wrong, and keeps the code to scan', async () => {
    const { part, press, send } = await open({ 'POST /api/account/totp': SETUP, 'PUT /api/account/totp': 'second_factor' })
    await press('Set up')
    await send()
    await eventually(() => expect(part.find('input[name="code"]').exists()).toBe(true))
    await part.get('input[name="code"]').setValue('000000')
    await send()
    await eventually(() => expect(part.get('[role="alert"]').text()).toBe('This code is wrong or has expired.'))
    expect(part.find('svg[role="img"]').exists()).toBe(true)
  })

  it('asks for no password where there is none', async () => {
    const { part, asked, press, send } = await open({ 'POST /api/account/totp': SETUP }, ownAccount({ password: false }))
    await press('Set up')
    expect(part.find('input').exists()).toBe(false)
    await send()
    await eventually(() => expect(asked).toEqual([{ asked: 'POST /api/account/totp', body: {} }]))
  })

  it('is turned off with the password', async () => {
    const { part, asked, press, send } = await open({}, ownAccount({ totp: true }))
    await press('Turn off')
    await part.get('input[type="password"]').setValue('a password')
    await send()
    await eventually(() => expect(asked).toEqual([{ asked: 'DELETE /api/account/totp', body: { password: 'a password' } }]))
  })
})
