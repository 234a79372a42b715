import { mountSuspended } from '@nuxt/test-utils/runtime'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { rightsIn } from '~/components/manage/rights'
import Room from '~/components/manage/Room.vue'
import { roomView } from '../../../unit/components/room/room-view'
import { eventually, stubServer } from '../stub-server'

const session = { user: { id: 'u_ann', name: 'Ann' }, named: true, account: { handle: 'ann', role: 'owner' } } as const
const STATE = { id: 'r1', kind: 'private', title: 'Core team', epoch: 'e', lastSeq: 0, online: 0 }

beforeAll(() => useScreenTexts())
afterEach(() => vi.unstubAllGlobals())

async function open(room = roomView('r1', { kind: 'private', title: 'Core team', role: 'owner' })) {
  const page = await mountSuspended(Room, {
    props: { room, session, rights: rightsIn(room, session.account) }, attachTo: document.body,
  })
  const button = (text: string) => page.findAll('button').find(one => one.text() === text)
  return { page, button }
}

describe('the settings of a room', () => {
  it('ask nothing of the server for a title that can not be', async () => {
    const asked = stubServer()
    const { page } = await open()
    await page.get('input[name="title"]').setValue('   ')
    await page.get('form').trigger('submit')
    await eventually(() => expect(page.text()).toContain('Enter a name.'))
    expect(asked).toEqual([])
  })

  it('go back to what was before, and say why, where the server refuses', async () => {
    const asked = stubServer({ 'PATCH /api/rooms/r1': 'rate_limited' })
    const { page } = await open()
    const readOnly = () => page.get('[role="switch"][aria-label="Announcements only"]')
    await readOnly().trigger('click')
    await eventually(() => expect(page.text()).toContain('Too many attempts.'))
    expect(readOnly().attributes('aria-checked')).toBe('false')
    expect(asked).toEqual([{ asked: 'PATCH /api/rooms/r1', body: { readOnly: true } }])
  })

  it('save each choice, also one that is made before the one before is saved', async () => {
    const asked = stubServer({ 'PATCH /api/rooms/r1': { room: STATE } })
    const { page } = await open()
    const paces = page.get<HTMLSelectElement>('select')
    const readOnly = () => page.get('[role="switch"][aria-label="Announcements only"]')
    await Promise.all([paces.setValue('5'), readOnly().trigger('click')])
    await eventually(() => expect(asked.map(({ body }) => body)).toEqual([{ slowSeconds: 5 }, { readOnly: true }]))
    expect(readOnly().attributes('aria-checked')).toBe('true')
    expect(paces.element.value).toBe('5')
  })

  it('are as the server has them where it refuses two choices of one thing', async () => {
    const asked = stubServer({ 'PATCH /api/rooms/r1': 'rate_limited' })
    const { page } = await open()
    const paces = page.get<HTMLSelectElement>('select')
    await Promise.all([paces.setValue('5'), paces.setValue('30')])
    await eventually(() => expect(asked).toHaveLength(2))
    await eventually(() => expect(paces.element.value).toBe('0'))
  })

  it('have the pace of slow mode, also one that is none of the offered', async () => {
    stubServer({ 'PATCH /api/rooms/r1': { room: STATE } })
    const { page } = await open(roomView('r1', { kind: 'private', role: 'owner', slowSeconds: 7 }))
    const paces = page.get('select').findAll('option').map(one => one.text())
    expect(paces.slice(0, 3)).toEqual(['Off', '5 seconds', '7 seconds'])
    expect(page.get<HTMLSelectElement>('select').element.value).toBe('7')
  })

  it('delete it only with its title typed', async () => {
    const asked = stubServer()
    const { page, button } = await open()
    await button('Delete room…')?.trigger('click')
    const form = () => page.get('form:has(input[name="confirm"])')
    await form().trigger('submit')
    expect(asked).toEqual([])
    await page.get('input[name="confirm"]').setValue('Core team ')
    await form().trigger('submit')
    await eventually(() => expect(page.emitted('close')).toHaveLength(1))
    expect(asked).toEqual([{ asked: 'DELETE /api/rooms/r1', body: { title: 'Core team' } }])
  })

  it('have neither title, archive nor end of a channel that the configuration names', async () => {
    const { page } = await open(roomView('r1', { pinned: true, role: 'owner' }))
    expect(page.find('input[name="title"]').exists()).toBe(false)
    expect(page.find('[aria-label="Archived"]').exists()).toBe(false)
    expect(page.text()).not.toContain('Delete room')
  })
})
