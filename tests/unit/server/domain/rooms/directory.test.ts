import { describe, expect, it } from 'vitest'
import type { RoomEntry } from '../../../../../server/domain/rooms/entry'
import { RoomDirectory } from '../../../../../server/domain/rooms/directory'
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

describe('a room that changes', () => {
  const entryOf = (members: readonly string[], readAt = performance.now()): RoomEntry => ({
    room: { id: 'board', kind: 'private', title: 'Board' },
    access: 0,
    standings: new Map(members.map(id => [id, { state: 'member', role: 'member' }])),
    slowMs: 0,
    readAt,
  })

  /** A directory whose reads end when the test says so. */
  function held() {
    const reads: Array<(entry: RoomEntry | null) => void> = []
    const fresh: string[] = []
    const directory = new RoomDirectory({
      pinned: [],
      hears: () => true,
      read: () => new Promise(resolve => reads.push(resolve)),
      onRefresh: id => fresh.push(id),
    })
    return { directory, reads, fresh }
  }

  it('is read once more behind the read that runs, however many ask', async () => {
    const { directory, reads } = held()
    const asked = Array.from({ length: 100 }, () => directory.refresh('board'))
    reads[0]?.(entryOf([]))
    await asked[0]
    await Promise.resolve()
    reads[1]?.(entryOf(['u_bo']))
    const entries = await Promise.all(asked)
    expect(reads).toHaveLength(2)
    expect(entries.at(-1)?.standings.has('u_bo')).toBe(true)
    expect(directory.may(bo, 'read', 'board')).toBe(true)
  })

  it('is read anew before a user is refused by what was known long ago, and not right after a read', async () => {
    const { directory, reads } = held()
    const known = directory.load('board')
    reads[0]?.(entryOf([], -Infinity))
    await known
    const demanded = directory.demand(bo, 'read', 'board')
    await Promise.resolve()
    reads[1]?.(entryOf(['u_bo']))
    expect((await demanded).room.title).toBe('Board')
    await expect(directory.demand(ada, 'read', 'board')).rejects.toMatchObject({ code: 'not_found' })
    expect(reads).toHaveLength(2)
  })

  it('says so in the tick in which it is known anew, and not when it is first known', async () => {
    const { directory, reads, fresh } = held()
    const first = directory.load('board')
    reads[0]?.(entryOf(['u_bo']))
    await first
    expect(fresh).toEqual([])
    const second = directory.refresh('board')
    reads[1]?.(null)
    await second
    expect(fresh).toEqual(['board'])
    expect(directory.may(bo, 'read', 'board')).toBe(false)
  })
})
