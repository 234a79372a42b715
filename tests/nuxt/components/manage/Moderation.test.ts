import { mountSuspended } from '@nuxt/test-utils/runtime'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import Moderation from '~/components/manage/Moderation.vue'
import { rightsIn } from '~/components/manage/rights'
import { useMemberChanges } from '~/components/room/member-changes'
import { roomView } from '../../../unit/components/room/room-view'
import { eventually, stubServer } from '../stub-server'

const BO = { id: 'u_bo', name: 'Bo', handle: 'bo', role: 'member', roomRole: 'member', online: true } as const
const session = { user: { id: 'u_ann', name: 'Ann' }, named: true, account: { handle: 'ann', role: 'member' } } as const

beforeAll(() => useScreenTexts())
afterEach(() => vi.unstubAllGlobals())

async function open(role: 'moderator' | 'owner', member: object = BO, room = roomView('r1', { kind: 'private', role })) {
  const part = await mountSuspended(Moderation, {
    props: { room, session, rights: rightsIn(room, session.account), member: { ...BO, ...member } },
    attachTo: document.body,
  })
  const button = (text: string) => part.findAll('button').find(one => one.text() === text)
  return { part, button }
}

describe('what a moderator can do about a member', () => {
  it('is to ban them, with a reason and after a question', async () => {
    const asked = stubServer()
    const { part, button } = await open('moderator')
    await button('Ban')?.trigger('click')
    expect(asked).toEqual([])
    expect(part.text()).toContain('They can\'t come back until you lift the ban.')
    await part.get('input[name="reason"]').setValue('  spam ')
    await part.get('form').trigger('submit')
    await eventually(() => expect(part.emitted('close')).toHaveLength(1))
    expect(asked).toEqual([{ asked: 'PUT /api/rooms/r1/bans/u_bo', body: { reason: 'spam' } }])
  })

  it('is to think better of it', async () => {
    const { part, button } = await open('moderator')
    await button('Remove from room')?.trigger('click')
    await button('Cancel')?.trigger('click')
    expect(part.find('form').exists()).toBe(false)
    expect(button('Remove from room')?.exists()).toBe(true)
  })

  it('is to mute them for a while', async () => {
    const asked = stubServer()
    const { part } = await open('moderator')
    await part.get('select').setValue('600')
    await eventually(() => expect(part.emitted('changed')).toHaveLength(1))
    expect(asked).toEqual([{ asked: 'PUT /api/rooms/r1/members/u_bo', body: { mutedSeconds: 600 } }])
  })

  it('is not shown as done where the server refuses', async () => {
    stubServer({ 'PUT /api/rooms/r1/members/u_bo': 'rate_limited' })
    const { part } = await open('moderator')
    await part.get('select').setValue('600')
    await eventually(() => expect(part.text()).toContain('Too many attempts.'))
    expect(part.get<HTMLSelectElement>('select').element.value).toBe('0')
  })

  it('is counted once the server has done it, also where the dialog was closed meanwhile', async () => {
    const changes = useMemberChanges()
    const before = changes.value
    stubServer()
    const { part } = await open('moderator')
    await part.get('select').setValue('600')
    part.unmount()
    expect(changes.value).toBe(before)
    await eventually(() => expect(changes.value).toBe(before + 1))
  })

  it('is nothing about an equal', async () => {
    const { part } = await open('moderator', { roomRole: 'moderator' })
    expect(part.findAll('button, select, input')).toEqual([])
  })

  it('is to lift a ban, and nothing else', async () => {
    const asked = stubServer()
    const { part, button } = await open('owner', { banned: true })
    expect(part.findAll('button, select, input')).toHaveLength(1)
    await button('Lift the ban')?.trigger('click')
    await eventually(() => expect(part.emitted('close')).toHaveLength(1))
    expect(asked).toEqual([{ asked: 'DELETE /api/rooms/r1/bans/u_bo', body: undefined }])
  })

  it('is as owner to give a role to an account, and not to a guest', async () => {
    const roles = (part: { findAll(selector: string): unknown[] }) => part.findAll('input[type="radio"]').length
    expect(roles((await open('moderator')).part)).toBe(0)
    expect(roles((await open('owner', { handle: undefined })).part)).toBe(0)
    expect(roles((await open('owner')).part)).toBe(3)
  })

  it('says why a role was refused', async () => {
    stubServer({ 'PUT /api/rooms/r1/members/u_bo': 'forbidden' })
    const { part } = await open('owner')
    await part.get('input[value="owner"]').setValue(true)
    await eventually(() => expect(part.get('[role="alert"]').text()).toContain('A room needs at least one owner.'))
  })
})
