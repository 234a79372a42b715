import { mountSuspended } from '@nuxt/test-utils/runtime'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import Invite from '~/components/manage/Invite.vue'
import { rightsIn } from '~/components/manage/rights'
import { roomView } from '../../../unit/components/room/room-view'
import { eventually, stubServer } from '../stub-server'

const session = { user: { id: 'u_ann', name: 'Ann' }, named: true, account: { handle: 'ann', role: 'member' } } as const
const LINK = { code: 'abc', url: 'https://chat.example/i/abc', by: 'Ann', createdAt: 1, uses: 2, maxUses: 5 }

beforeAll(() => useScreenTexts())
afterEach(() => vi.unstubAllGlobals())

async function open(answers: Readonly<Record<string, object | string>>) {
  const asked = stubServer({ 'GET /api/rooms/r1/invites': { invites: [] }, 'GET /api/people': { people: [] }, ...answers })
  const room = roomView('r1', { kind: 'private', role: 'owner' })
  const page = await mountSuspended(Invite, {
    props: { room, session, rights: rightsIn(room, session.account) }, attachTo: document.body,
  })
  const button = (text: string) => page.findAll('button').find(one => one.text() === text)
  return { page, asked, button }
}

describe('the links to a room', () => {
  it('say who made them and how often they were used', async () => {
    const { page } = await open({ 'GET /api/rooms/r1/invites': { invites: [LINK] } })
    await eventually(() => expect(page.find('[data-testid="invite"]').exists()).toBe(true))
    expect(page.get('[data-testid="invite"]').text()).toContain('By Ann · Used 2 of 5 times · Never expires')
  })

  it('are made with an end and a number of uses, and shown at once', async () => {
    const { page, asked } = await open({ 'POST /api/rooms/r1/invites': LINK })
    const [expires, limit] = page.findAll('select')
    await expires?.setValue('1')
    await limit?.setValue('5')
    await page.get('form').trigger('submit')
    await eventually(() => expect(page.find('svg[role="img"]').exists()).toBe(true))
    expect(asked).toEqual([{ asked: 'POST /api/rooms/r1/invites', body: { expiresInDays: 1, maxUses: 5 } }])
  })

  it('are too many at some point, which is said', async () => {
    const { page } = await open({ 'POST /api/rooms/r1/invites': 'too_many' })
    await page.get('form').trigger('submit')
    await eventually(() => expect(page.text()).toContain('Revoke one first.'))
  })

  it('are revoked', async () => {
    const { asked, button } = await open({ 'GET /api/rooms/r1/invites': { invites: [LINK] } })
    await eventually(() => expect(button('Revoke')).toBeDefined())
    await button('Revoke')?.trigger('click')
    await eventually(() => expect(asked).toEqual([{ asked: 'DELETE /api/rooms/r1/invites/abc', body: undefined }]))
  })
})

describe('the search for people to add', () => {
  it('says that there is no one else yet, and of a search that it found no one', async () => {
    const { page } = await open({})
    await eventually(() => expect(page.text()).toContain('No one else has an account yet.'))
    await page.get('input[name="search"]').setValue('zoe')
    await eventually(() => expect(page.text()).toContain('No one found'))
    expect(page.text()).not.toContain('No one else has an account yet.')
  })
})
