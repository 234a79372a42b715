import { mountSuspended } from '@nuxt/test-utils/runtime'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import Mine from '~/components/room/Mine.vue'
import { roomView } from '../../../unit/components/room/room-view'
import { eventually, stubServer } from '../stub-server'

beforeAll(() => useScreenTexts())
afterEach(() => vi.unstubAllGlobals())

async function open(room = roomView('r1', { kind: 'private' })) {
  const part = await mountSuspended(Mine, { props: { room }, attachTo: document.body })
  const chosen = () => part.findAll<HTMLInputElement>('input').find(({ element }) => element.checked)?.element.value
  return { part, chosen }
}

describe('what a user is notified of in a room', () => {
  it('is shown as chosen at once, and saved', async () => {
    const asked = stubServer()
    const { part, chosen } = await open()
    expect(chosen()).toBe('all')
    await part.get('input[value="nothing"]').setValue()
    expect(chosen()).toBe('nothing')
    await eventually(() => expect(asked).toEqual([{ asked: 'PATCH /api/rooms/r1/mine', body: { notify: 'nothing' } }]))
  })

  it('is as before, with the reason, where the server refuses', async () => {
    stubServer({ 'PATCH /api/rooms/r1/mine': 'rate_limited' })
    const { part, chosen } = await open()
    await part.get('input[value="mentions"]').setValue()
    await eventually(() => expect(part.get('[role="alert"]').text()).toContain('Too many attempts.'))
    expect(chosen()).toBe('all')
  })

  it('has no "Mentions" in a conversation of two, where everything is for the user', async () => {
    expect((await open()).part.find('input[value="mentions"]').exists()).toBe(true)
    expect((await open(roomView('d1', { kind: 'direct' }))).part.find('input[value="mentions"]').exists()).toBe(false)
  })
})
