import { mountSuspended } from '@nuxt/test-utils/runtime'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import Data from '~/components/settings/Data.vue'
import { ownAccount } from '../own-account'
import { eventually, stubServer } from '../stub-server'

const session = { user: { id: 'u_ann', name: 'Ann' }, named: true, account: { handle: 'ann', role: 'member' } } as const

beforeAll(() => useScreenTexts())
afterEach(() => vi.unstubAllGlobals())

async function open(answers: Readonly<Record<string, object | string>>, hasPassword = true) {
  const asked = stubServer({ 'GET /api/account': ownAccount({ password: hasPassword }), ...answers })
  const page = await mountSuspended(Data, { props: { session }, attachTo: document.body })
  await eventually(() => expect(asked).toEqual([]))
  const button = (text: string) => page.findAll('button').find(one => one.text() === text)
  await button('Delete account…')?.trigger('click')
  return { page, asked, button }
}

describe('the end of an account', () => {
  it('needs its username and its password', async () => {
    const { page, asked, button } = await open({ 'POST /api/account/erase': 'unauthorized' })
    const end = () => button('Delete my account')
    expect(end()?.attributes('disabled')).toBeDefined()
    await page.get('input[name="confirm"]').setValue('bo')
    await page.get('input[name="password"]').setValue('a guess')
    expect(end()?.attributes('disabled')).toBeDefined()
    await page.get('input[name="confirm"]').setValue('@Ann')
    await page.get('form').trigger('submit')
    await eventually(() => expect(page.text()).toContain('This password is wrong.'))
    expect(asked).toEqual([{ asked: 'POST /api/account/erase', body: { password: 'a guess' } }])
  })

  it('is refused to the only owner, with what to do first', async () => {
    const { page } = await open({ 'POST /api/account/erase': 'forbidden' })
    await page.get('input[name="confirm"]').setValue('ann')
    await page.get('input[name="password"]').setValue('a password')
    await page.get('form').trigger('submit')
    await eventually(() => expect(page.text()).toContain('Make someone else an owner first.'))
  })

  it('needs only the username where there is no password', async () => {
    const { page, asked } = await open({ 'POST /api/account/erase': 'unavailable' }, false)
    await eventually(() => expect(page.find('input[name="password"]').exists()).toBe(false))
    await page.get('input[name="confirm"]').setValue('ann')
    await page.get('form').trigger('submit')
    await eventually(() => expect(asked).toEqual([{ asked: 'POST /api/account/erase', body: { handle: 'ann' } }]))
  })
})

describe('the end of a guest', () => {
  it('comes after a question, and needs nothing typed', async () => {
    const asked = stubServer({ 'POST /api/account/erase': 'rate_limited' })
    const guest = { user: session.user, named: true }
    const page = await mountSuspended(Data, { props: { session: guest }, attachTo: document.body })
    expect(page.get('a[download]').attributes('href')).toBe('/api/account/export')
    await page.findAll('button').find(one => one.text() === 'Delete my data…')?.trigger('click')
    expect(page.text()).toContain('Everything you wrote here as Ann will be deleted.')
    expect(page.findAll('input')).toEqual([])
    await page.get('form').trigger('submit')
    await eventually(() => expect(asked).toEqual([{ asked: 'POST /api/account/erase', body: { guest: true } }]))
  })
})
