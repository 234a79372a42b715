import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { CLOSE } from '#shared/close-codes'
import { HISTORY_PAGE, REPLAY_MAX_EVENTS } from '#shared/limits'
import type { TurnReport } from '../../../../../server/utils/hub/fan-out'
import { Hub, type ResumeOutcome } from '../../../../../server/utils/hub/hub'
import { PEER_QUEUE_DROPPABLE_BYTES, PEER_QUEUE_MAX_BYTES, RECENT_MAX_EVENTS } from '../../../../../server/utils/limits/server-limits'
import { LogUnavailableError } from '../../../../../server/utils/log/log'
import { messageEvent } from '../../../../support/events'
import { MemoryLog } from '../../../../support/memory-log'
import { RecordingPeer } from '../../../../support/recording-peer'
import { waitFor } from '../../../../support/wait-for'

const ROOM = 'channel_1'
const hubs: Hub[] = []

function setUp(events = 0) {
  const log = new MemoryLog()
  log.add(ROOM, events)
  let presenceChanged = (_room: string, _online: number) => {}
  const subscribed: string[] = []
  const resumes: ResumeOutcome[] = []
  const errors: unknown[] = []
  const turns: TurnReport[] = []
  const hub = new Hub({
    log,
    bus: { subscribe: room => subscribed.push(room), unsubscribe: room => subscribed.splice(subscribed.indexOf(room), 1) },
    presence: {
      enter: () => {},
      leave: () => {},
      online: () => 1,
      onChange: (listener) => {
        presenceChanged = listener
      },
    },
    live: () => true,
    onTurn: report => turns.push(report),
    onResume: outcome => resumes.push(outcome),
    onError: (_stage, error) => errors.push(error),
  })
  hubs.push(hub)
  return { log, hub, subscribed, resumes, errors, turns, presence: (online: number) => presenceChanged(ROOM, online) }
}

const range = (from: number, to: number) => Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index)
const turn = () => new Promise<void>(resolve => setImmediate(resolve))

afterEach(() => {
  for (const hub of hubs.splice(0)) hub.close()
})

describe('the hub', () => {
  it('gives a new client the newest page and then what is written', async () => {
    const { log, hub } = setUp(80)
    const peer = new RecordingPeer('app', 'ada')
    await hub.join(peer, ROOM, 1)
    const joined = peer.last('joined')
    expect(joined).toMatchObject({ id: 1, mode: 'reset', head: 80, older: true })
    expect(joined?.page?.map(message => message.seq)).toEqual(range(80 - HISTORY_PAGE + 1, 80))
    hub.deliver(ROOM, log.add(ROOM, 2))
    await turn()
    expect(peer.seqs(ROOM)).toEqual([81, 82])
  })

  // Fifty messages of signs that JSON writes with six bytes are more than a peer may have unread: who came was sent away as too slow.
  it('gives a page that fits into a peer\'s queue, however long its messages are', async () => {
    const { log, hub } = setUp()
    const long = (seq: number) => messageEvent(seq, ROOM, '\u0001'.repeat(4_000))
    log.events.set(ROOM, Array.from({ length: 200 }, (_, index) => long(index + 1)))
    const [comes, resumes] = [new RecordingPeer('app', 'ada'), new RecordingPeer('app', 'ben')]
    await hub.join(comes, ROOM, 1)
    await hub.join(resumes, ROOM, 1, { epoch: 'e1', seq: 150 })
    expect(Math.max(comes.longest, resumes.longest)).toBeLessThan(PEER_QUEUE_MAX_BYTES / 2)
    const joined = comes.last('joined')
    expect(joined?.older).toBe(true)
    expect(joined?.page?.length).toBeGreaterThan(5)
    expect(joined?.page?.at(-1)?.seq).toBe(200)
    expect(resumes.seqs(ROOM)).toEqual(range(151, 200))
  })

  it('says that nothing is older when the whole room fits the page', async () => {
    const { hub } = setUp(3)
    const peer = new RecordingPeer('app', 'ada')
    await hub.join(peer, ROOM, 1)
    expect(peer.last('joined')).toMatchObject({ older: false, page: [{ seq: 1 }, { seq: 2 }, { seq: 3 }] })
  })

  it('continues a client from its position without a gap', async () => {
    const { hub } = setUp(500)
    const peer = new RecordingPeer('app', 'ada')
    await hub.join(peer, ROOM, 1, { epoch: 'e1', seq: 120 })
    expect(peer.last('joined')).toMatchObject({ mode: 'resumed', head: 500 })
    expect(peer.seqs(ROOM)).toEqual(range(121, 500))
  })

  describe('with more to be written than memory keeps of what was', () => {
    async function burst() {
      const set = setUp(100)
      await set.hub.join(new RecordingPeer('app', 'eve'), ROOM, 1)
      set.hub.deliver(ROOM, set.log.add(ROOM, RECENT_MAX_EVENTS + 50))
      return set
    }
    const last = 100 + RECENT_MAX_EVENTS + 50

    // The newest page was gone already: whoever came was sent away as too slow, and came back, and was sent away.
    it('lets people in', async () => {
      const { hub } = await burst()
      const [comes, resumes] = [new RecordingPeer('app', 'ada'), new RecordingPeer('app', 'ben')]
      await Promise.all([hub.join(comes, ROOM, 1), hub.join(resumes, ROOM, 1, { epoch: 'e1', seq: 95 })])
      expect([comes.policy, resumes.policy]).toEqual([null, null])
      expect(comes.last('joined')?.page?.at(-1)?.seq).toBe(100)
      expect(resumes.last('joined')).toMatchObject({ mode: 'resumed' })
      await waitFor(() => comes.seqs(ROOM).at(-1) === last && resumes.seqs(ROOM).at(-1) === last)
      expect(comes.seqs(ROOM)).toEqual(range(101, last))
      expect(resumes.seqs(ROOM)).toEqual(range(96, last))
    })

    it('gives a plain client all that it missed', async () => {
      const { hub, resumes } = await burst()
      const peer = new RecordingPeer('plain', 'script')
      await hub.joinPlain(peer, ROOM, 95)
      await waitFor(() => peer.texts.length >= last - 95)
      expect(peer.texts).toHaveLength(last - 95)
      expect(resumes).toEqual(['whole'])
    })
  })

  // It was answered with a reset, and the plain client got everything twice when the room had caught up.
  it('does not take a position for one that does not exist while the log can\'t be read', async () => {
    const { log, hub } = setUp(10)
    await hub.join(new RecordingPeer('app', 'eve'), ROOM, 1)
    log.add(ROOM, 5)
    log.failing = true
    const [app, plain] = [new RecordingPeer('app', 'ada'), new RecordingPeer('plain', 'script')]
    await expect(hub.join(app, ROOM, 1, { epoch: 'e1', seq: 14 })).rejects.toThrow(LogUnavailableError)
    await expect(hub.joinPlain(plain, ROOM, 14)).rejects.toThrow(LogUnavailableError)
    log.failing = false
    await hub.join(app, ROOM, 2, { epoch: 'e1', seq: 14 })
    expect(app.last('joined')).toMatchObject({ id: 2, mode: 'resumed' })
    expect(app.seqs(ROOM)).toEqual([15])
  })

  // Any visitor could have a busy room written without a pause, by claiming to be far ahead of it.
  it('hurries nobody for a position that does not exist', async () => {
    const { log, hub, turns } = setUp(10)
    const eve = new RecordingPeer('app', 'eve')
    await hub.join(eve, ROOM, 1)
    const write = eve.write.bind(eve)
    eve.write = (frames) => {
      for (const until = performance.now() + 100; performance.now() < until;);
      write(frames)
    }
    hub.deliver(ROOM, log.add(ROOM, 40))
    await waitFor(() => turns.length === 1)
    hub.deliver(ROOM, log.add(ROOM, 1))
    const ada = new RecordingPeer('app', 'ada')
    await hub.join(ada, ROOM, 1, { epoch: 'e1', seq: Number.MAX_SAFE_INTEGER })
    expect(ada.last('joined')).toMatchObject({ mode: 'reset' })
    await waitFor(() => turns.length === 2)
    expect(turns[1]?.delayMs).toBeGreaterThan(300)
  })

  // A standby that was behind took over: what came next had numbers that were known, and nobody was ever told of it.
  it('begins anew when the log ends before what was told from it', async () => {
    const { log, hub, errors } = setUp(10)
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
    await turn()
    expect(again.seqs(ROOM)).toEqual([6])
  })

  it.each([
    ['another epoch', { epoch: 'e0', seq: 5 }],
    ['a position beyond the log', { epoch: 'e1', seq: REPLAY_MAX_EVENTS * 3 }],
    ['a position too far behind', { epoch: 'e1', seq: 1 }],
  ])('resets a client with %s', async (_case, position) => {
    const { hub } = setUp(REPLAY_MAX_EVENTS + 10)
    const peer = new RecordingPeer('app', 'ada')
    await hub.join(peer, ROOM, 1, position)
    expect(peer.last('joined')).toMatchObject({ mode: 'reset', head: REPLAY_MAX_EVENTS + 10 })
  })

  it('continues a client that another process has told more than this one knows', async () => {
    const { log, hub } = setUp(10)
    await hub.join(new RecordingPeer('app', 'bob'), ROOM, 1)
    log.add(ROOM, 5)
    const peer = new RecordingPeer('app', 'ada')
    await hub.join(peer, ROOM, 1, { epoch: 'e1', seq: 14 })
    expect(peer.last('joined')).toMatchObject({ mode: 'resumed' })
    expect(peer.seqs(ROOM)).toEqual([15])
  })

  it('reads the log a constant number of times, however many clients resume', async () => {
    const { log, hub } = setUp(2_000)
    const peers = range(1, 300).map(index => new RecordingPeer('app', `p${index}`))
    await Promise.all(peers.map((peer, index) => hub.join(peer, ROOM, 1, { epoch: 'e1', seq: 1_900 - index })))
    for (const [index, peer] of peers.entries()) expect(peer.seqs(ROOM)).toEqual(range(1_901 - index, 2_000))
    expect(log.reads).toBe(1)
  })

  it('reads a hole from the log once, however many peers wait for what is in it', async () => {
    const { log, hub } = setUp()
    const peers = range(1, 50).map(index => new RecordingPeer(index % 2 ? 'app' : 'plain', `p${index}`))
    await Promise.all(peers.map((peer, index) => peer.form === 'app' ? hub.join(peer, ROOM, index) : hub.joinPlain(peer, ROOM, null)))
    const before = log.reads
    const events = log.add(ROOM, 10)
    // What comes while the hole is being read must not have it read again.
    for (const event of events.slice(3)) hub.deliver(ROOM, [event])
    await vi.waitFor(() => expect(peers[0]?.seqs(ROOM)).toEqual(range(1, 10)))
    expect(peers[1]?.texts).toHaveLength(10)
    expect(log.reads - before).toBe(1)
  })

  it('tells the heads of rooms that nobody here is in without listening to them, from one read for a crowd', async () => {
    const { log, hub, subscribed } = setUp(3)
    const heads = await Promise.all(range(1, 500).map(() => hub.heads([ROOM])))
    expect(heads.at(-1)).toMatchObject([{ epoch: 'e1', lastSeq: 3 }])
    expect([log.headReads, subscribed]).toEqual([1, []])
    hub.deliver(ROOM, log.add(ROOM, 1))
    expect(await hub.heads([ROOM])).toMatchObject([{ lastSeq: 4 }])
    await expect(hub.heads([ROOM, 'nowhere'])).rejects.toThrow('no room')
  })

  it('asks again for the head of a room when the log was away', async () => {
    const { log, hub } = setUp(3)
    log.failing = true
    await expect(hub.heads([ROOM])).rejects.toThrow('away')
    log.failing = false
    expect(await hub.heads([ROOM])).toMatchObject([{ lastSeq: 3 }])
  })

  it('reads a hole from the log before anything later goes out', async () => {
    const { log, hub } = setUp()
    const peer = new RecordingPeer('app', 'ada')
    await hub.join(peer, ROOM, 1)
    const [first, , third] = log.add(ROOM, 3)
    if (first && third) hub.deliver(ROOM, [first, third])
    await vi.waitFor(() => expect(peer.seqs(ROOM)).toEqual([1, 2, 3]))
  })

  it('finds by itself what the bus never brought', async () => {
    const { log, hub } = setUp()
    const peer = new RecordingPeer('app', 'ada')
    await hub.join(peer, ROOM, 1)
    log.add(ROOM, 4)
    await hub.checkHeads()
    await vi.waitFor(() => expect(peer.seqs(ROOM)).toEqual([1, 2, 3, 4]))
  })

  it('fills a hole after the log was away', async () => {
    const { log, hub } = setUp()
    const peer = new RecordingPeer('app', 'ada')
    await hub.join(peer, ROOM, 1)
    log.failing = true
    const [, second] = log.add(ROOM, 2)
    if (second) hub.deliver(ROOM, [second])
    await turn()
    log.failing = false
    await vi.waitFor(async () => {
      await hub.checkHeads()
      expect(peer.seqs(ROOM)).toEqual([1, 2])
    })
  })

  it('writes a burst once to each peer', async () => {
    const { log, hub } = setUp()
    const peer = new RecordingPeer('app', 'ada')
    await hub.join(peer, ROOM, 1)
    const before = peer.writes
    for (const event of log.add(ROOM, 100)) hub.deliver(ROOM, [event])
    await turn()
    expect(peer.seqs(ROOM)).toEqual(range(1, 100))
    expect(peer.writes - before).toBe(1)
  })

  it('gives plain clients the bare texts', async () => {
    const { log, hub } = setUp(2)
    const peer = new RecordingPeer('plain', 'c1')
    await hub.joinPlain(peer, ROOM, null)
    hub.deliver(ROOM, log.add(ROOM, 2))
    hub.deliverLive(ROOM, 'from outside')
    await turn()
    expect(peer.texts.toSorted()).toEqual(['from outside', 'text 3', 'text 4'])
  })

  it('gives a plain client with a position what it missed first', async () => {
    const { hub } = setUp(6)
    const peer = new RecordingPeer('plain', 'c1')
    await hub.joinPlain(peer, ROOM, 3)
    expect(peer.texts).toEqual(['text 4', 'text 5', 'text 6'])
  })

  it('tells how clients that came back were continued, and nothing of those who come first', async () => {
    const { log, hub, resumes } = setUp(REPLAY_MAX_EVENTS + 10)
    const peer = (form: 'app' | 'plain') => new RecordingPeer(form, 'ada')
    const { epoch } = await log.heads([ROOM]).then(heads => heads.get(ROOM) ?? { epoch: '' })
    await hub.join(peer('app'), ROOM, 1)
    await hub.joinPlain(peer('plain'), ROOM, null)
    expect(resumes).toEqual([])
    await hub.join(peer('app'), ROOM, 1, { epoch, seq: 20 })
    await hub.join(peer('app'), ROOM, 1, { epoch, seq: 5 })
    await hub.join(peer('app'), ROOM, 1, { epoch: 'of another log', seq: 20 })
    await hub.joinPlain(peer('plain'), ROOM, 20)
    await hub.joinPlain(peer('plain'), ROOM, 5)
    await hub.joinPlain(peer('plain'), ROOM, 5_000)
    expect(resumes).toEqual(['whole', 'reset', 'reset', 'whole', 'partial', 'whole'])
  })

  it('stops delivery at once when a peer leaves or is dropped', async () => {
    const { log, hub } = setUp()
    const [left, dropped] = [new RecordingPeer('app', 'ada'), new RecordingPeer('app', 'bob')]
    await Promise.all([hub.join(left, ROOM, 1), hub.join(dropped, ROOM, 1)])
    hub.deliver(ROOM, log.add(ROOM, 1))
    hub.leave(left, ROOM)
    hub.drop(dropped)
    await turn()
    expect([left.seqs(ROOM), dropped.seqs(ROOM)]).toEqual([[], []])
  })

  it('does not write presence to a peer with a backlog', async () => {
    const { hub, presence } = setUp()
    const [quick, slow] = [new RecordingPeer('app', 'ada'), new RecordingPeer('app', 'bob')]
    await Promise.all([hub.join(quick, ROOM, 1), hub.join(slow, ROOM, 1)])
    slow.queued = PEER_QUEUE_DROPPABLE_BYTES
    presence(7)
    await turn()
    expect(quick.last('presence')).toMatchObject({ online: 7 })
    expect(slow.last('presence')).toBeUndefined()
  })

  it('refuses a room that is not in the log and listens to nothing for it', async () => {
    const { hub, subscribed } = setUp()
    await expect(hub.join(new RecordingPeer('app', 'ada'), 'nowhere', 1)).rejects.toThrow('no room')
    expect(subscribed).toEqual([])
  })

  it('has everybody join anew when the log was replaced under it', async () => {
    const { log, hub } = setUp(3)
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
      fc.record({ kind: fc.constant('turn' as const) }),
    )
    await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const { log, hub } = setUp(5)
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
        else if (step.kind === 'turn') {
          await turn()
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
    }), { numRuns: 60 })
  })
})
