import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { CLOSE } from '#shared/close-codes'
import {
  HEADS_CHECK_MS, PEER_QUEUE_DROPPABLE_BYTES, ROOM_IDLE_MS,
} from '../../../../../server/platform/limits/server-limits'
import { messageEvent, sparkleEvent } from '../../../../support/events'
import { ROOM, startHub } from '../../../../support/hub'
import type { MemoryLog } from '../../../../support/memory-log'
import { RecordingPeer } from '../../../../support/recording-peer'
import { shrinksWithin } from '../../../../support/shrinking'

const range = (from: number, to: number) =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index)
const nextTick = () => new Promise<void>(resolve => setImmediate(resolve))

describe('the hub', () => {
  // A standby that was behind took over: the next events had numbers that clients knew, so no client ever got them.
  it('begins anew when the log ends before what was sent from it', async () => {
    const { log, hub, errors } = startHub(10)
    const peer = new RecordingPeer('app', 'ada')
    await hub.join(peer, ROOM, 1)
    log.events.set(ROOM, (log.events.get(ROOM) ?? []).slice(0, 5))
    await hub.checkHeads()
    expect(peer.policy).toBe(CLOSE.RESTART)
    expect(String(errors)).toContain('UPDATE room SET epoch')
    const again = new RecordingPeer('app', 'ada')
    await hub.join(again, ROOM, 1, { epoch: 'e1', seq: 10 })
    expect(again.last('joined')).toMatchObject({ mode: 'reset', head: 5 })
    hub.deliver(ROOM, log.add(ROOM, 1))
    await nextTick()
    expect(again.seqs(ROOM)).toEqual([6])
  })

  it('says that the head of a room was read, and when the room has the events up to there', async () => {
    const { log, hub, heads } = startHub(1)
    const peer = new RecordingPeer('app', 'ada')
    await hub.join(peer, ROOM, 1)
    log.add(ROOM, 2)
    await hub.checkHeads()
    await heads.at(-1)?.caughtUp
    await expect.poll(() => peer.seqs(ROOM)).toEqual([2, 3])
    const [head] = await hub.heads([ROOM])
    expect([heads.length, head?.lastSeq]).toEqual([1, 3])
  })

  it('reads what is missing where the log is known to reach further, and nothing where it has that', async () => {
    const { log, hub } = startHub(1)
    const peer = new RecordingPeer('app', 'ada')
    await hub.join(peer, ROOM, 1)
    log.add(ROOM, 1)
    hub.reaches(ROOM, 2)
    await expect.poll(() => peer.seqs(ROOM)).toEqual([2])
    const before = log.reads
    hub.reaches(ROOM, 2)
    await nextTick()
    expect(log.reads).toBe(before)
  })

  it('reads a gap from the log once, however many peers wait for what is in it', async () => {
    const { log, hub } = startHub()
    const peers = range(1, 50).map(index => new RecordingPeer(index % 2 ? 'app' : 'plain', `p${index}`))
    await Promise.all(
      peers.map((peer, index) =>
        peer.wire === 'app' ? hub.join(peer, ROOM, index) : hub.joinPlain(peer, ROOM, null),
      ),
    )
    const before = log.reads
    const events = log.add(ROOM, 10)
    // What comes while the gap is being read must not have it read again.
    for (const event of events.slice(3)) hub.deliver(ROOM, [event])
    await vi.waitFor(() => expect(peers[0]?.seqs(ROOM)).toEqual(range(1, 10)))
    expect(peers[1]?.texts).toHaveLength(10)
    expect(log.reads - before).toBe(1)
  })

  it('reports the heads of rooms without peers, not listening to them, from one read for a crowd', async () => {
    const { log, hub, subscribed } = startHub(3)
    const heads = await Promise.all(range(1, 500).map(() => hub.heads([ROOM])))
    expect(heads.at(-1)).toMatchObject([{ epoch: 'e1', lastSeq: 3 }])
    expect([log.headReads, subscribed]).toEqual([1, []])
    hub.deliver(ROOM, log.add(ROOM, 1))
    expect(await hub.heads([ROOM])).toMatchObject([{ lastSeq: 4 }])
    await expect(hub.heads([ROOM, 'nowhere'])).rejects.toThrow('no room')
  })

  it('asks again for the head of a room when the log was away', async () => {
    const { log, hub } = startHub(3)
    log.failing = true
    await expect(hub.heads([ROOM])).rejects.toThrow('away')
    log.failing = false
    expect(await hub.heads([ROOM])).toMatchObject([{ lastSeq: 3 }])
  })

  it('reads a gap from the log before anything later goes out', async () => {
    const { log, hub } = startHub()
    const peer = new RecordingPeer('app', 'ada')
    await hub.join(peer, ROOM, 1)
    const [first, , third] = log.add(ROOM, 3)
    if (first && third) hub.deliver(ROOM, [first, third])
    await vi.waitFor(() => expect(peer.seqs(ROOM)).toEqual([1, 2, 3]))
  })

  // It looked every two seconds, also in a process without clients.
  it('compares heads with the log only while rooms are open', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] })
    try {
      const { hub, log } = startHub(1)
      expect(vi.getTimerCount()).toBe(0)
      const peer = new RecordingPeer('app', 'ada')
      await hub.join(peer, ROOM, 1)
      expect(vi.getTimerCount()).toBe(1)
      hub.drop(peer)
      await vi.advanceTimersByTimeAsync(ROOM_IDLE_MS + 2 * HEADS_CHECK_MS)
      expect([hub.roomCount, vi.getTimerCount()]).toEqual([0, 0])
      const reads = log.headReads
      await vi.advanceTimersByTimeAsync(10 * HEADS_CHECK_MS)
      expect(log.headReads).toBe(reads)
      await hub.join(new RecordingPeer('app', 'ben'), ROOM, 1)
      expect(vi.getTimerCount()).toBe(1)
      hub.close()
    }
    finally {
      vi.useRealTimers()
    }
  })

  // A process of an older version stood still at the first event of a kind that it did not know.
  it('passes an event of an unknown kind on: app clients go on behind it, plain clients get nothing of it', async () => {
    const { log, hub } = startHub(2)
    const known = log.events.get(ROOM) ?? []
    log.events.set(ROOM, [...known, sparkleEvent(3)])
    const [app, plain, resumes] = [
      new RecordingPeer('app', 'ada'),
      new RecordingPeer('plain', 'c1'),
      new RecordingPeer('app', 'ben'),
    ]
    await hub.join(app, ROOM, 1)
    await hub.joinPlain(plain, ROOM, 1)
    await hub.join(resumes, ROOM, 1, { epoch: 'e1', seq: 1 })
    expect(app.last('joined')).toMatchObject({ head: 3, page: [{ seq: 1 }, { seq: 2 }] })
    hub.deliver(ROOM, [sparkleEvent(4), messageEvent(5)])
    await nextTick()
    expect([app.seqs(ROOM), resumes.seqs(ROOM)]).toEqual([[5], [2, 5]])
    expect([app.passed, resumes.passed]).toEqual([[4], [3, 4]])
    expect(plain.texts).toEqual(['text 2', 'text 5'])
    expect(hub.headsOf(app)).toEqual({ [ROOM]: 5 })
  })

  it('gives a page of messages, however many events of another kind lie between them', async () => {
    const { log, hub } = startHub(60)
    log.events.set(ROOM, [...log.events.get(ROOM) ?? [], ...range(61, 90).map(seq => sparkleEvent(seq))])
    await hub.join(new RecordingPeer('app', 'eve'), ROOM, 1, { epoch: 'e1', seq: 5 })
    const peer = new RecordingPeer('app', 'ada')
    await hub.join(peer, ROOM, 1)
    expect(peer.last('joined')).toMatchObject({ head: 90, older: true })
    expect(peer.last('joined')?.page?.map(message => message.seq)).toEqual(range(11, 60))
  })

  it('finds by itself what the bus never brought', async () => {
    const { log, hub } = startHub()
    const peer = new RecordingPeer('app', 'ada')
    await hub.join(peer, ROOM, 1)
    log.add(ROOM, 4)
    await hub.checkHeads()
    await vi.waitFor(() => expect(peer.seqs(ROOM)).toEqual([1, 2, 3, 4]))
  })

  it('fills a gap after the log was away', async () => {
    const { log, hub } = startHub()
    const peer = new RecordingPeer('app', 'ada')
    await hub.join(peer, ROOM, 1)
    log.failing = true
    const [, second] = log.add(ROOM, 2)
    if (second) hub.deliver(ROOM, [second])
    await nextTick()
    log.failing = false
    await vi.waitFor(async () => {
      await hub.checkHeads()
      expect(peer.seqs(ROOM)).toEqual([1, 2])
    })
  })

  it('writes a burst once to each peer', async () => {
    const { log, hub } = startHub()
    const peer = new RecordingPeer('app', 'ada')
    await hub.join(peer, ROOM, 1)
    const before = peer.writes
    for (const event of log.add(ROOM, 100)) hub.deliver(ROOM, [event])
    await nextTick()
    expect(peer.seqs(ROOM)).toEqual(range(1, 100))
    expect(peer.writes - before).toBe(1)
  })

  it('gives plain clients the bare texts', async () => {
    const { log, hub } = startHub(2)
    const peer = new RecordingPeer('plain', 'c1')
    await hub.joinPlain(peer, ROOM, null)
    hub.deliver(ROOM, log.add(ROOM, 2))
    hub.deliverExternal(ROOM, 'from outside')
    await nextTick()
    expect(peer.texts.toSorted()).toEqual(['from outside', 'text 3', 'text 4'])
  })

  it('stops delivery at once when a peer leaves or is dropped', async () => {
    const { log, hub } = startHub()
    const [left, dropped] = [new RecordingPeer('app', 'ada'), new RecordingPeer('app', 'bob')]
    await Promise.all([hub.join(left, ROOM, 1), hub.join(dropped, ROOM, 1)])
    hub.deliver(ROOM, log.add(ROOM, 1))
    hub.leave(left, ROOM)
    hub.drop(dropped)
    await nextTick()
    expect([left.seqs(ROOM), dropped.seqs(ROOM)]).toEqual([[], []])
  })

  it('does not write presence to a peer with a backlog', async () => {
    const { hub, presence } = startHub()
    const [quick, slow] = [new RecordingPeer('app', 'ada'), new RecordingPeer('app', 'bob')]
    await Promise.all([hub.join(quick, ROOM, 1), hub.join(slow, ROOM, 1)])
    slow.queued = PEER_QUEUE_DROPPABLE_BYTES
    presence(7)
    await nextTick()
    expect(quick.last('presence')).toMatchObject({ online: 7 })
    expect(slow.last('presence')).toBeUndefined()
  })

  it('refuses a room that is not in the log and listens to nothing for it', async () => {
    const { hub, subscribed } = startHub()
    await expect(hub.join(new RecordingPeer('app', 'ada'), 'nowhere', 1)).rejects.toThrow('no room')
    expect(subscribed).toEqual([])
  })

  it('has all clients join anew when the log was replaced under it', async () => {
    const { log, hub } = startHub(3)
    const peer = new RecordingPeer('app', 'ada')
    await hub.join(peer, ROOM, 1)
    log.epoch = 'e2'
    await hub.checkHeads()
    expect(peer.policy).toMatchObject({ code: 1012 })
  })

  it('shows every client the log in order and once, however events cross, double, get lost and clients come back', async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('append' as const), lost: fc.boolean(), late: fc.boolean() }),
      fc.record({ kind: fc.constant('rejoin' as const), client: fc.integer({ min: 0, max: 2 }) }),
      fc.record({ kind: fc.constant('double' as const), back: fc.integer({ min: 1, max: 5 }) }),
      fc.record({ kind: fc.constant('tick' as const) }),
    )
    await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const { log, hub } = startHub(5)
      const clients = range(0, 2).map(() => ({ seen: [] as number[], peer: new RecordingPeer('app', 'x') }))
      const position = (client: typeof clients[number]) => [...client.seen, ...client.peer.seqs(ROOM)].at(-1) ?? 0
      for (const client of clients) await hub.join(client.peer, ROOM, 1, { epoch: 'e1', seq: 0 })
      let late: ReturnType<MemoryLog['add']> = []
      for (const step of steps) {
        if (step.kind === 'append') {
          const added = log.add(ROOM, 1)
          if (step.late) late = [...late, ...added]
          else if (!step.lost) hub.deliver(ROOM, [...added, ...late.splice(0)])
        }
        else if (step.kind === 'double') {
          hub.deliver(ROOM, (log.events.get(ROOM) ?? []).slice(-step.back))
        }
        else if (step.kind === 'tick') {
          await nextTick()
        }
        else {
          const client = clients[step.client]
          if (!client) continue
          hub.drop(client.peer)
          client.seen.push(...client.peer.seqs(ROOM))
          client.peer = new RecordingPeer('app', 'x')
          await hub.join(client.peer, ROOM, 2, { epoch: 'e1', seq: position(client) })
        }
      }
      const total = log.events.get(ROOM)?.length ?? 0
      await hub.checkHeads()
      await vi.waitFor(() => {
        for (const client of clients) expect([...client.seen, ...client.peer.seqs(ROOM)]).toEqual(range(1, total))
      })
      hub.close()
    }), { numRuns: 60, ...shrinksWithin(30_000) })
  }, 30_000)
})
