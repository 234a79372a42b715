import { describe, expect, it, vi } from 'vitest'
import { HISTORY_PAGE, REPLAY_MAX_EVENTS } from '#shared/limits'
import type { KnownEvent, LogEvent } from '#shared/events'
import { RECENT_MAX_EVENTS } from '../../../../../server/platform/limits/server-limits'
import { deleteEvent, editEvent, messageEvent } from '../../../../support/events'
import { ROOM, startHub } from '../../../../support/hub'
import { RecordingPeer } from '../../../../support/recording-peer'
import { waitFor } from '../../../../support/wait-for'

const EPOCH = 'e1'
const nextTick = () => new Promise<void>(resolve => setImmediate(resolve))
const known = (events: readonly LogEvent[]) => events.filter((event): event is KnownEvent => event.type !== 'unknown')

/** A room whose events are delivered as they are written. */
function liveRoom(count: number) {
  const started = startHub(count)
  const { log, hub } = started
  /** Resolves when it was written to the peers. */
  const write = async (event: (seq: number) => KnownEvent) => {
    const seq = (log.events.get(ROOM)?.length ?? 0) + 1
    log.store(event(seq))
    hub.deliver(ROOM, known(log.events.get(ROOM)?.slice(-1) ?? []))
    await waitFor(async () => (await hub.heads([ROOM]))[0]?.lastSeq === seq, { intervalMs: 1 })
  }
  const join = async (position?: number, mark?: number, person = 'u_bob') => {
    const peer = new RecordingPeer('app', person)
    peer.user = { id: person, name: person }
    await hub.join(peer, ROOM, 1, position === undefined ? undefined : { epoch: EPOCH, seq: position }, mark)
    return { peer, joined: peer.last('joined') }
  }
  const plain = async (since: number | null) => {
    const peer = new RecordingPeer('plain', 'eve')
    await hub.joinPlain(peer, ROOM, since)
    return peer
  }
  return { ...started, write, join, plain }
}

describe('edits and deletes in a room', () => {
  it('come to those who are there in the order of seq, with the messages', async () => {
    const { write, join } = liveRoom(1)
    const { peer } = await join()
    await write(seq => editEvent(seq, 1))
    await write(seq => messageEvent(seq))
    await write(seq => deleteEvent(seq, 1))
    expect(peer.events.slice(1)).toMatchObject([
      { type: 'edit', seq: 2, target: 1 }, { type: 'message', seq: 3 }, { type: 'delete', seq: 4, target: 1 },
    ])
  })

  it('are read from the log where the bus lost them', async () => {
    const { log, hub, join } = liveRoom(1)
    const { peer } = await join()
    log.store(editEvent(2, 1))
    log.store(messageEvent(3))
    hub.deliver(ROOM, [messageEvent(3)])
    await vi.waitFor(() => expect(peer.events.slice(1).map(({ type }) => type)).toEqual(['edit', 'message']))
  })

  it('are shown as they left the messages to a client that begins with a page', async () => {
    const { write, join } = liveRoom(3)
    await join()
    await write(seq => editEvent(seq, 1, 'better'))
    await write(seq => deleteEvent(seq, 2))
    const { joined } = await join()
    expect(joined).toMatchObject({ mode: 'reset', head: 5, older: false })
    expect(joined?.page).toMatchObject([{ seq: 1, text: 'better', rev: 4 }, { seq: 3, text: 'text 3' }])
    expect(joined?.page?.[1]).not.toHaveProperty('rev')
  })

  it('bring no deleted text in a replay, not from what was encoded before either', async () => {
    const { write, join } = liveRoom(1)
    await join()
    await write(seq => messageEvent(seq, ROOM, 'canary'))
    await write(seq => editEvent(seq, 2, 'canary too'))
    const before = await join(1)
    expect(JSON.stringify(before.peer.events)).toContain('canary')
    await write(seq => deleteEvent(seq, 2))
    const [resumed, reset] = [await join(1), await join()]
    expect(JSON.stringify([resumed.peer.events, reset.peer.events])).not.toContain('canary')
    expect(resumed.peer.passed).toEqual([2, 3])
    expect(resumed.peer.last('delete')).toMatchObject({ seq: 4, target: 2 })
  })

  it('bring no deleted text where the log was read just before the delete', async () => {
    const { log, hub, join } = liveRoom(2)
    const stale = known(log.events.get(ROOM) ?? [])
    // The read that reaches back for the client was begun before the delete, and ends after it.
    vi.spyOn(log, 'after').mockImplementationOnce(async () => {
      log.store(deleteEvent(3, 1))
      hub.deliver(ROOM, [deleteEvent(3, 1)])
      await nextTick()
      return stale
    })
    const { peer, joined } = await join()
    expect(joined?.page?.map(({ seq }) => seq)).toEqual([2])
    expect(JSON.stringify(peer.events)).not.toContain('text 1')
  })

  it('come to plain clients not at all, live or with since', async () => {
    const { write, plain } = liveRoom(2)
    const live = await plain(null)
    await write(seq => editEvent(seq, 1, 'canary'))
    await write(seq => deleteEvent(seq, 2))
    await write(seq => messageEvent(seq))
    const since = await plain(0)
    expect(live.texts).toEqual(['text 5'])
    expect(since.texts).toEqual(['text 1', 'text 5'])
  })

  it('are announced to those who keep messages elsewhere', async () => {
    const { write, changed } = liveRoom(1)
    await write(seq => messageEvent(seq))
    expect(changed).toEqual([])
    await write(seq => editEvent(seq, 1))
    await write(seq => deleteEvent(seq, 1))
    expect(changed).toEqual([ROOM, ROOM])
  })
})

describe('a page of a room whose newest events are edits and deletes', () => {
  const shown = ({ peer }: { peer: RecordingPeer }) => peer.last('joined')?.page?.map(({ seq }) => seq)
  const newest = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index)

  it('is full of messages from further back in memory', async () => {
    const { log, join } = liveRoom(200)
    for (let count = 0; count < 100; count++) log.store(editEvent(201 + count, 200))
    const answer = await join()
    expect(shown(answer)).toEqual(newest(200 - HISTORY_PAGE + 1, 200))
    expect(answer.joined).toMatchObject({ head: 300, older: true })
    expect(answer.joined?.page?.at(-1)).toMatchObject({ text: 'edit 300', rev: 300 })
  })

  it('is full of messages of the log where memory has none, from one read for all', async () => {
    const { log, join } = liveRoom(200)
    for (let count = 0; count < REPLAY_MAX_EVENTS + 100; count++) log.store(editEvent(201 + count, 1 + count % 200))
    const answers = await Promise.all([join(), join(), join()])
    for (const answer of answers) expect(shown(answer)).toEqual(newest(200 - HISTORY_PAGE + 1, 200))
    expect(answers[0]?.joined).toMatchObject({ older: true })
    expect(log.reads).toBe(3)
    expect(shown(await join())).toHaveLength(HISTORY_PAGE)
    expect(log.reads).toBe(3)
  })

  it('follows what is edited and deleted then', async () => {
    const { log, write, join } = liveRoom(60)
    for (let count = 0; count < REPLAY_MAX_EVENTS + 100; count++) log.store(editEvent(61 + count, 1))
    await join()
    await write(seq => editEvent(seq, 59, 'better'))
    await write(seq => deleteEvent(seq, 60))
    const { joined } = await join()
    expect(joined?.page).toEqual(log.messages(ROOM).slice(-HISTORY_PAGE))
    expect(joined?.page?.at(-1)).toMatchObject({ seq: 59, text: 'better' })
  })

  it('says that there is nothing older where all that is older was deleted', async () => {
    const { log, join } = liveRoom(2)
    log.store(deleteEvent(3, 1))
    expect((await join()).joined).toMatchObject({ older: false, page: [{ seq: 2 }] })
  })
})

describe('a client that is reset and says how far its user has read', () => {
  it('gets the number of unread messages of others, without the deleted ones', async () => {
    const { log, join } = liveRoom(10)
    log.store({ ...messageEvent(11), author: { id: 'u_bob', name: 'Bob' } })
    log.store(deleteEvent(12, 10))
    log.store(editEvent(13, 9))
    expect((await join(undefined, 5)).joined).toMatchObject({ mode: 'reset', unread: 4 })
    expect((await join(undefined, 5, 'u_ada')).joined).toMatchObject({ unread: 1 })
    expect((await join(undefined, 13)).joined).toMatchObject({ unread: 0 })
  })

  it('gets that number from the log where memory does not reach back to what was read', async () => {
    const { log, join } = liveRoom(REPLAY_MAX_EVENTS + 300)
    log.store(deleteEvent(REPLAY_MAX_EVENTS + 301, 100))
    expect((await join(undefined, 50)).joined).toMatchObject({ unread: REPLAY_MAX_EVENTS + 300 - 50 - 1 })
  })

  it('gets each message once, in the number or as a message', async () => {
    const { log, hub, write, join } = liveRoom(REPLAY_MAX_EVENTS + 300)
    await join()
    const countAfter = log.countAfter.bind(log)
    vi.spyOn(log, 'countAfter').mockImplementationOnce(async (...args) => {
      await write(seq => messageEvent(seq))
      return countAfter(...args)
    })
    const { joined, peer } = await join(undefined, 200)
    expect(joined).toMatchObject({ head: REPLAY_MAX_EVENTS + 301, unread: REPLAY_MAX_EVENTS + 101 })
    expect(peer.seqs(ROOM)).toEqual([])
    expect(hub.receivers(ROOM)).toBe(2)
  })

  /** A peer that is not ready to be written to until `release`. */
  function slowPeer() {
    const peer = new RecordingPeer('app', 'u_bob')
    peer.user = { id: 'u_bob', name: 'Bob' }
    let release = () => {}
    const drained = new Promise<void>((resolve) => {
      release = resolve
    })
    peer.drained = () => drained
    return { peer, release }
  }

  it('gets the number, too, when it could resume at its request but no longer when it is served', async () => {
    const { log, hub, join } = liveRoom(10)
    await join()
    const { peer, release } = slowPeer()
    const joining = hub.join(peer, ROOM, 1, { epoch: EPOCH, seq: 8 }, 4)
    hub.deliver(ROOM, log.add(ROOM, REPLAY_MAX_EVENTS))
    await waitFor(async () => (await hub.heads([ROOM]))[0]?.lastSeq === REPLAY_MAX_EVENTS + 10)
    release()
    await joining
    expect(peer.last('joined')).toMatchObject({
      mode: 'reset',
      head: REPLAY_MAX_EVENTS + 10,
      unread: REPLAY_MAX_EVENTS + 6,
    })
    expect(peer.policy).toBeNull()
  })

  it('gets the number of all unread messages where more came meanwhile than memory keeps', async () => {
    const { log, hub, join } = liveRoom(10)
    await join()
    const { peer, release } = slowPeer()
    const joining = hub.join(peer, ROOM, 1, undefined, 4)
    hub.deliver(ROOM, log.add(ROOM, RECENT_MAX_EVENTS + 100))
    await waitFor(async () => (await hub.heads([ROOM]))[0]?.lastSeq === RECENT_MAX_EVENTS + 110)
    release()
    await joining
    expect(peer.last('joined')).toMatchObject({ head: RECENT_MAX_EVENTS + 110, unread: RECENT_MAX_EVENTS + 106 })
  })

  it('gets no number where it did not ask, or is continued', async () => {
    const { join } = liveRoom(10)
    expect((await join()).joined).not.toHaveProperty('unread')
    expect((await join(8, 8)).joined).not.toHaveProperty('unread')
  })
})

describe('a peer that may not be in a room any more', () => {
  it('is refused in the tick in which it would have been let in, and is not in the room', async () => {
    const { hub, log, join, admit } = liveRoom(REPLAY_MAX_EVENTS)
    let allowed = true
    admit(() => allowed)
    const after = log.after.bind(log)
    vi.spyOn(log, 'after').mockImplementationOnce(async (...args) => {
      allowed = false
      return after(...args)
    })
    await expect(join(1)).rejects.toMatchObject({ name: 'UnknownRoomError' })
    expect(hub.receivers(ROOM)).toBe(0)
  })

  it('gets no more of a replay that was begun, and is not in the room', async () => {
    const { hub, log, admit } = liveRoom(1)
    for (let seq = 2; seq <= 200; seq++) log.store(messageEvent(seq, ROOM, 'x'.repeat(4_000)))
    const peer = new RecordingPeer('app', 'u_bob')
    admit(() => peer.writes === 0)
    await expect(hub.join(peer, ROOM, 1, { epoch: EPOCH, seq: 1 })).rejects.toMatchObject({ name: 'UnknownRoomError' })
    expect(peer.writes).toBe(1)
    expect(hub.receivers(ROOM)).toBe(0)
  })

  it('is refused on the plain wire too', async () => {
    const { hub, plain, admit } = liveRoom(1)
    admit(() => false)
    await expect(plain(null)).rejects.toMatchObject({ name: 'UnknownRoomError' })
    await expect(plain(0)).rejects.toMatchObject({ name: 'UnknownRoomError' })
    expect(hub.receivers(ROOM)).toBe(0)
  })
})
