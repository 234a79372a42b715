import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { LogEvent } from '#shared/events'
import type { HeadOfRoom } from '#shared/schemas/frames'
import { Quiet } from '../../../../../server/core/hub/quiet'
import { RecordingPeer } from '../../../../support/recording-peer'

const ADA = { id: 'ada', name: 'Ada' }
const message = (room: string, seq: number): LogEvent => ({
  type: 'message',
  room,
  seq,
  id: `e${seq}`,
  clientId: `c${seq}`,
  author: { id: 'bob', name: 'Bob' },
  at: seq,
  text: 'secret',
})

/** A log of two rooms of Ada's, with 5 events each; `theirs` is not in her list. */
function setUp() {
  const heads = new Map([['a', 5], ['b', 5], ['theirs', 5]])
  const mine = new Set(['a', 'b'])
  let access = 0
  const subscribed = new Set<string>()
  const counts: string[][] = []
  const restricted: string[] = []
  const head = (id: string) => ({ epoch: 'e', lastSeq: heads.get(id) ?? 0, firstSeq: 1, access })
  const headOf = (room: string): HeadOfRoom => ({ room, head: heads.get(room) ?? 0, unread: 9, mark: 0, generation: 0 })
  const quiet = new Quiet({
    bus: { subscribe: room => subscribed.add(room), unsubscribe: room => subscribed.delete(room) },
    log: { heads: async ids => new Map(ids.map(id => [id, head(id)])) },
    headsOf: async (_user, ids) => new Map(ids.filter(id => mine.has(id)).map(id => [id, heads.get(id) ?? 0])),
    async countIn(_user, ids) {
      counts.push([...ids])
      return ids.filter(id => mine.has(id)).map(headOf)
    },
    onAccess: room => restricted.push(room),
    onError: (_stage, error) => { throw error },
  })
  const peer = new RecordingPeer('app', ADA.id)
  peer.user = ADA
  const append = (room: string, isLost = false) => {
    const seq = (heads.get(room) ?? 0) + 1
    heads.set(room, seq)
    if (!isLost) quiet.hear(room, [message(room, seq)])
  }
  const told = () => peer.events.flatMap(event => event.type === 'heads' ? event.rooms : [])
  return { quiet, peer, heads, append, told, mine, counts, restricted, subscribed, restrict: () => void access++ }
}

describe('a client that listens to rooms', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('gets at once the heads that it does not have, and no others', async () => {
    const { quiet, peer, told, subscribed } = setUp()
    expect(await quiet.listen(peer, ADA, { a: 5, b: 3 })).toEqual([])
    expect(told()).toEqual([{ room: 'b', head: 5, unread: 9, mark: 0, generation: 0 }])
    expect([...subscribed]).toEqual(['a', 'b'])
  })

  it('gets what came once per second, in one frame for all rooms, with the newest message of each', async () => {
    const { quiet, peer, append, told, counts } = setUp()
    await quiet.listen(peer, ADA, { a: 5, b: 5 })
    for (const room of ['a', 'a', 'b']) append(room)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(peer.writes).toBe(1)
    expect(told()).toMatchObject([
      { room: 'a', from: 5, head: 7, others: 2, last: { seq: 7 } },
      { room: 'b', from: 5, head: 6, others: 1, last: { seq: 6 } },
    ])
    expect(counts).toEqual([])
  })

  it('gets the messages that no longer mention the user, and with a mention what the database counts', async () => {
    const { quiet, peer, heads, told, counts } = setUp()
    await quiet.listen(peer, ADA, { a: 5 })
    const edit = (seq: number, ...handles: string[]): LogEvent => ({
      type: 'edit',
      room: 'a',
      seq,
      id: `e${seq}`,
      author: { id: 'bob', name: 'Bob' },
      at: seq,
      target: 2,
      text: 'secret',
      mentions: handles.map(handle => ({ id: handle, handle })),
    })
    quiet.hear('a', [edit(6, 'eve')])
    await vi.advanceTimersByTimeAsync(1_000)
    expect(told()).toEqual([{ room: 'a', from: 5, head: 6, others: 0, edited: [2] }])
    heads.set('a', 7)
    quiet.hear('a', [edit(7, 'ada')])
    await vi.advanceTimersByTimeAsync(1_000)
    expect(told().at(-1)).toEqual({ room: 'a', head: 7, unread: 9, mark: 0, generation: 0 })
    expect(counts).toEqual([['a']])
  })

  it('gets what the bus lost after the next look at the log', async () => {
    const { quiet, peer, append, told } = setUp()
    await quiet.listen(peer, ADA, { a: 5 })
    append('a', true)
    await vi.advanceTimersByTimeAsync(11_000)
    expect(told()).toEqual([{ room: 'a', head: 6, unread: 9, mark: 0, generation: 0 }])
  })

  it('is refused rooms that are not the user\'s, and hears nothing of them', async () => {
    const { quiet, peer, append, told, subscribed } = setUp()
    expect(await quiet.listen(peer, ADA, { a: 5, theirs: null })).toEqual(['theirs'])
    append('theirs')
    await vi.advanceTimersByTimeAsync(11_000)
    expect(told()).toEqual([])
    expect([...subscribed]).toEqual(['a'])
  })

  it('hears nothing of a room that the user was put out of while the database was asked', async () => {
    const { quiet, peer, append, told } = setUp()
    const listening = quiet.listen(peer, ADA, { a: null })
    quiet.leave(peer, 'a')
    await listening
    append('a')
    await vi.advanceTimersByTimeAsync(11_000)
    expect(told()).toEqual([])
  })

  it('gets nothing more once the room is not the user\'s, though no announcement came', async () => {
    const { quiet, peer, append, told, mine, restrict, restricted, subscribed } = setUp()
    await quiet.listen(peer, ADA, { a: 5 })
    await quiet.check()
    mine.delete('a')
    restrict()
    append('a', true)
    await vi.advanceTimersByTimeAsync(11_000)
    expect(restricted).toEqual(['a'])
    expect(told()).toEqual([])
    expect(subscribed.size).toBe(0)
  })

  it('gets later what it could not read while it was slow', async () => {
    const { quiet, peer, append, told } = setUp()
    await quiet.listen(peer, ADA, { a: 5 })
    peer.queued = 1_000_000
    append('a')
    await vi.advanceTimersByTimeAsync(3_000)
    expect(told()).toEqual([])
    peer.queued = 0
    await vi.advanceTimersByTimeAsync(1_000)
    expect(told()).toMatchObject([{ room: 'a', head: 6, unread: 9 }])
  })

  it('leaves nothing behind when it goes', async () => {
    const { quiet, peer, subscribed } = setUp()
    await quiet.listen(peer, ADA, { a: 5, b: 5 })
    quiet.drop(peer)
    expect(subscribed.size).toBe(0)
    expect(vi.getTimerCount()).toBe(0)
  })
})
