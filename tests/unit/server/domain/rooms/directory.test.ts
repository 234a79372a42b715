import { afterEach, describe, expect, it, vi } from 'vitest'
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
  it('let every visitor read a channel, and a user write in it', async () => {
    expect((await rooms.authorize(null, 'read', 'sales')).room.title).toBe('Sales')
    expect((await rooms.authorize(ada, 'send', 'sales')).room.title).toBe('Sales')
  })

  it('let no visitor write without an identity', async () => {
    await expect(rooms.authorize(null, 'send', 'sales')).rejects.toMatchObject({ code: 'forbidden' })
  })

  it('let a member into a private room, and a banned user into no room', async () => {
    expect((await rooms.authorize(bo, 'send', 'board')).room.title).toBe('Board')
    await expect(rooms.authorize(bo, 'read', 'sales')).rejects.toMatchObject({ code: 'not_found' })
  })

  it('answer the same for a room that does not exist and one that is not for this user', async () => {
    for (const id of ['board', 'nowhere']) {
      await expect(rooms.authorize(ada, 'read', id)).rejects.toMatchObject({
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
      counts: { of: async () => 0 },
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
    const authorized = directory.authorize(bo, 'read', 'board')
    await vi.waitFor(() => expect(reads).toHaveLength(2))
    reads[1]?.(entryOf(['u_bo']))
    expect((await authorized).room.title).toBe('Board')
    await expect(directory.authorize(ada, 'read', 'board')).rejects.toMatchObject({ code: 'not_found' })
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

describe('a removal whose announcement was lost', () => {
  afterEach(() => void vi.useRealTimers())

  const MEMBER = { state: 'member', role: 'member' } as const

  /** Rooms as the database has them, which may change behind the directory's back. */
  function behind(kind: 'private' | 'channel' = 'private') {
    vi.useFakeTimers({ toFake: ['performance'] })
    const stored = { access: 0, members: ['u_bo'], isThere: true }
    const asked: string[] = []
    const directory = new RoomDirectory({
      pinned: [],
      counts: {
        of: async (id) => {
          asked.push(id)
          return stored.isThere ? stored.access : undefined
        },
      },
      read: async id => stored.isThere
        ? {
            room: { id, kind, title: 'Board' }, access: stored.access, slowMs: 0, readAt: performance.now(),
            standings: new Map(stored.members.map(member => [member, MEMBER])),
          }
        : null,
    })
    const remove = () => Object.assign(stored, { access: stored.access + 1, members: [] })
    return { directory, stored, asked, remove, later: (ms: number) => vi.advanceTimersByTime(ms) }
  }

  it('shuts the room for reading after two seconds, by whatever action', async () => {
    const { directory, remove, later } = behind()
    for (const action of ['read', 'members', 'edit', 'leave'] as const) await directory.authorize(bo, action, 'board')
    remove()
    later(2_001)
    for (const action of ['read', 'members', 'edit', 'leave'] as const) {
      await expect(directory.authorize(bo, action, 'board')).rejects.toMatchObject({ code: 'not_found' })
    }
    expect(await directory.load('board')).toMatchObject({ access: 1 })
  })

  it('shuts it at once where it is doubted, also while an older comparison runs', async () => {
    const { directory, remove, later } = behind()
    await directory.authorize(bo, 'read', 'board')
    later(2_001)
    const running = directory.authorize(bo, 'read', 'board')
    remove()
    directory.doubt('board')
    await running
    await expect(directory.authorize(bo, 'read', 'board')).rejects.toMatchObject({ code: 'not_found' })
  })

  it('costs one comparison in two seconds, however many read, and none per message', async () => {
    const { directory, asked, later } = behind()
    await directory.authorize(bo, 'send', 'board')
    for (let count = 0; count < 50; count++) await directory.authorize(bo, 'read', 'board')
    expect(asked).toEqual([])
    later(2_001)
    for (let count = 0; count < 50; count++) await directory.authorize(bo, 'send', 'board')
    expect(asked).toEqual([])
    for (let count = 0; count < 50; count++) await directory.authorize(bo, 'read', 'board')
    expect(asked).toEqual(['board'])
  })

  it('is not there any more where the room was deleted', async () => {
    const { directory, stored, later } = behind()
    await directory.authorize(bo, 'read', 'board')
    stored.isThere = false
    later(2_001)
    await expect(directory.authorize(bo, 'read', 'board')).rejects.toMatchObject({ code: 'not_found' })
  })

  it('keeps no reader of a channel waiting: that is compared meanwhile', async () => {
    const { directory, stored, asked, later } = behind('channel')
    await directory.authorize(ada, 'read', 'board')
    Object.assign(stored, { access: 1 })
    later(2_001)
    expect(await directory.authorize(ada, 'read', 'board')).toMatchObject({ access: 0 })
    await vi.waitFor(async () => expect(await directory.authorize(ada, 'read', 'board')).toMatchObject({ access: 1 }))
    expect(asked).toEqual(['board'])
  })
})
