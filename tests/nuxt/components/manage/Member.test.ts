import { mountSuspended } from '@nuxt/test-utils/runtime'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { RoomView } from '~/client/types'
import Member from '~/components/manage/Member.vue'
import { rightsIn } from '~/components/manage/rights'
import { roomView } from '../../../unit/components/room/room-view'
import { eventually, stubServer } from '../stub-server'

const BO = { id: 'u_bo', name: 'Bo', handle: 'bo', role: 'member', status: 'On holiday' } as const
const session = { user: { id: 'u_ann', name: 'Ann' }, named: true, account: { handle: 'ann', role: 'member' } } as const
const OF_BO: RoomView['items'] = [{
  kind: 'message', key: 'k1', seq: 1, clientId: null, author: { id: 'u_bo', name: 'Bo the guest' }, mine: false, at: 1,
  text: 'hello', mentions: [], callsMe: false, state: 'sent', error: null, parked: false, editable: false,
  editedAt: null, change: null,
}]

beforeAll(() => useScreenTexts())
afterEach(() => vi.unstubAllGlobals())

async function open(answers: Readonly<Record<string, object | string>>, about = 'u_bo', items: RoomView['items'] = []) {
  const asked = stubServer({ 'GET /api/people/u_bo': BO, 'GET /api/blocks': { people: [] }, ...answers })
  const room = roomView('r1', { items })
  const card = await mountSuspended(Member, {
    route: `/?dialog=member&about=${about}`,
    props: { room, session, rights: rightsIn(room, session.account) },
    attachTo: document.body,
  })
  const button = (text: string) => card.findAll('button').find(one => one.text() === text)
  return { card, asked, button }
}

describe('the card of a user', () => {
  it('says who they are', async () => {
    const { card } = await open({})
    await eventually(() => expect(card.text()).toContain('On holiday'))
    expect(card.text()).toContain('@bo · Member')
  })

  it('has the name on the messages of a guest without a stored profile', async () => {
    const { card } = await open({ 'GET /api/people/u_bo': 'not_found' }, 'u_bo', OF_BO)
    await eventually(() => expect(card.text()).toContain('Bo the guest'))
    expect(card.text()).toContain('Guest')
  })

  it('blocks them, and takes that back', async () => {
    const { asked, button } = await open({})
    await eventually(() => expect(button('Block')).toBeDefined())
    await button('Block')?.trigger('click')
    await eventually(() => expect(button('Unblock')).toBeDefined())
    await button('Unblock')?.trigger('click')
    await eventually(() => expect(button('Block')).toBeDefined())
    expect(asked.map(one => one.asked)).toEqual(['PUT /api/blocks/u_bo', 'DELETE /api/blocks/u_bo'])
  })

  it('says where no conversation can be begun', async () => {
    const { card, button } = await open({ 'PUT /api/direct/u_bo': 'forbidden' })
    await eventually(() => expect(button('Message')).toBeDefined())
    await button('Message')?.trigger('click')
    await eventually(() => expect(card.get('[role="alert"]').text()).toBe('You can\'t send this person direct messages.'))
    expect(card.emitted('opened')).toBeUndefined()
  })

  it('has no buttons where it is of the user themselves', async () => {
    const { card } = await open({ 'GET /api/people/u_ann': { id: 'u_ann', name: 'Ann', role: 'member' } }, 'u_ann')
    await eventually(() => expect(card.text()).toContain('Ann'))
    expect(card.findAll('button')).toEqual([])
  })
})
