import { describe, expect, it } from 'vitest'
import { directoryOf } from '../../../../support/room-directory'

const ada = { id: 'u_ada', name: 'Ada' }
const bo = { id: 'u_bo', name: 'Bo' }

const rooms = directoryOf([
  { id: 'sales', kind: 'channel', title: 'Sales' },
  { id: 'board', kind: 'private', title: 'Board' },
], { board: { u_bo: { state: 'member', role: 'member' } }, sales: { u_bo: { state: 'banned', role: 'member' } } })

describe('the rooms', () => {
  it('let anybody read a channel, and a user write in it', async () => {
    expect((await rooms.demand(null, 'read', 'sales')).room.title).toBe('Sales')
    expect((await rooms.demand(ada, 'send', 'sales')).room.title).toBe('Sales')
  })

  it('let nobody write without an identity', async () => {
    await expect(rooms.demand(null, 'send', 'sales')).rejects.toMatchObject({ code: 'forbidden' })
  })

  it('let a member into a private room, and a banned user into no room', async () => {
    expect((await rooms.demand(bo, 'send', 'board')).room.title).toBe('Board')
    await expect(rooms.demand(bo, 'read', 'sales')).rejects.toMatchObject({ code: 'not_found' })
  })

  it('answer the same for a room that does not exist and one that is not for this user', async () => {
    for (const id of ['board', 'nowhere']) {
      await expect(rooms.demand(ada, 'read', id)).rejects.toMatchObject({
        code: 'not_found', message: `There is no channel '${id}'. The channels here are: sales.`,
      })
    }
  })

  // A private room would have heard what any Redis client publishes under its name.
  it('are channels of the configuration or not, and one that does not exist is none', () => {
    expect(['sales', 'board', 'nowhere'].map(id => rooms.isPinned(id))).toEqual([true, false, false])
  })

  it('take the first channel where channel_1 is meant and missing', () => {
    expect(rooms.channelOf(null)).toBe('sales')
    const withDefault = directoryOf([...rooms.pinned, { id: 'channel_1', kind: 'channel', title: '1' }])
    expect(withDefault.channelOf(null)).toBe('channel_1')
    expect(rooms.channelOf('board')).toBe('board')
  })
})
