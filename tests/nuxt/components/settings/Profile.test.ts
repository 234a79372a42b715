import { mountSuspended } from '@nuxt/test-utils/runtime'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import Picker from '~/components/pictures/Picker.vue'
import Profile from '~/components/settings/Profile.vue'
import { ownAccount } from '../own-account'
import { eventually, stubServer } from '../stub-server'

const session = { user: { id: 'u_ann', name: 'Ann' }, named: true, account: { handle: 'ann', role: 'member' } } as const
/** In a thousand years. */
const LATE = 33_000_000_000_000

beforeAll(() => useScreenTexts())
afterEach(() => vi.unstubAllGlobals())

async function open(answers: Readonly<Record<string, object | string>>, own = ownAccount()) {
  const asked = stubServer({ 'GET /api/account': own, ...answers })
  const page = await mountSuspended(Profile, { props: { session }, attachTo: document.body })
  await eventually(() => expect(page.find('input').exists()).toBe(true))
  const save = async (label: string, text: string) => {
    await eventually(() => expect(page.findAll('form').some(one => one.text().includes(label))).toBe(true))
    const form = page.findAll('form').find(one => one.text().includes(label))
    await form?.get('input').setValue(text)
    await form?.trigger('submit')
  }
  return { page, asked, save }
}

describe('the profile', () => {
  it('asks nothing of the server for a name that can not be', async () => {
    const { page, asked, save } = await open({})
    await save('Your name', '   ')
    await eventually(() => expect(page.text()).toContain('Enter a name.'))
    expect(asked).toEqual([])
  })

  it('gives the page the new name', async () => {
    const renamed = { ...session, user: { id: 'u_ann', name: 'Belinda' } }
    const { page, asked, save } = await open({ 'PUT /api/session': renamed })
    await save('Your name', ' Belinda ')
    await eventually(() => expect(page.emitted('session')).toEqual([[renamed]]))
    expect(asked).toEqual([{ asked: 'PUT /api/session', body: { name: 'Belinda' } }])
  })

  it('says that a username is taken', async () => {
    const { page, save } = await open({ 'PATCH /api/account': 'taken' })
    await save('Username', 'bo')
    await eventually(() => expect(page.text()).toContain('This username is taken.'))
  })

  it('keeps the end of a status that is changed', async () => {
    const { page, asked, save } = await open({ 'PATCH /api/account': session }, ownAccount({ status: 'Away', statusUntil: LATE }))
    await eventually(() => expect(page.get('select').findAll('option')[0]?.text()).toMatch(/^On /))
    await save('Status', 'On holiday')
    await eventually(() => expect(asked).toEqual([
      { asked: 'PATCH /api/account', body: { status: 'On holiday', statusUntil: LATE } },
    ]))
  })

  // Both were set back by whatever answer of the server came next, and a status was saved without its end.
  it('keeps a status that is being written and the end that was chosen, whatever is saved meanwhile', async () => {
    const answers = { 'PUT /api/account/picture': { people: [] }, 'PATCH /api/account': session }
    const { page, asked, save } = await open(answers)
    const status = () => page.get<HTMLInputElement>('input[name="status"]')
    await eventually(() => expect(page.find('input[name="status"]').exists()).toBe(true))
    await status().setValue('On holiday')
    await page.get('select').setValue('3600')
    page.getComponent(Picker).vm.$emit('pick', 'a picture')
    await eventually(() => expect(asked).toHaveLength(1))
    await new Promise(resolve => setTimeout(resolve))
    expect(status().element.value).toBe('On holiday')
    expect(page.get<HTMLSelectElement>('select').element.value).toBe('3600')
    await save('Status', 'On holiday')
    await eventually(() => expect(asked[1]?.body).toEqual({ status: 'On holiday', statusUntil: expect.any(Number) }))
  })
})
