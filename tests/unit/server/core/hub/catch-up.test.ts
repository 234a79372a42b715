import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { HISTORY_PAGE, REPLAY_MAX_EVENTS } from '#shared/limits'
import {
  PEER_QUEUE_MAX_BYTES, RECENT_MAX_EVENTS, ROOM_IDLE_MS,
} from '../../../../../server/platform/limits/server-limits'
import { LogUnavailableError } from '../../../../../server/core/log/log'
import { messageEvent } from '../../../../support/events'
import { ROOM, startHub } from '../../../../support/hub'
import { RecordingPeer } from '../../../../support/recording-peer'
import { waitFor } from '../../../../support/wait-for'

const range = (from: number, to: number) =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index)
const nextTick = () => new Promise<void>(resolve => setImmediate(resolve))

describe('a client that joins a room', () => {
  it('gives a new client the newest page and then what is written', async () => {
    const { log, hub } = startHub(80)
    const peer = new RecordingPeer('app', 'ada')
    await hub.join(peer, ROOM, 1)
    const joined = peer.last('joined')
    expect(joined).toMatchObject({ id: 1, mode: 'reset', head: 80, older: true })
    expect(joined?.page?.map(message => message.seq)).toEqual(range(80 - HISTORY_PAGE + 1, 80))
    hub.deliver(ROOM, log.add(ROOM, 2))
    await nextTick()
    expect(peer.seqs(ROOM)).toEqual([81, 82])
  })

  // Fifty messages of signs that JSON writes with six bytes are more than a peer may have unread: who came was sent
  // away as too slow.
  it('gives a page that fits into a peer\'s queue, however long its messages are', async () => {
    const { log, hub } = startHub()
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
    const { hub } = startHub(3)
    const peer = new RecordingPeer('app', 'ada')
    await hub.join(peer, ROOM, 1)
    expect(peer.last('joined')).toMatchObject({ older: false, page: [{ seq: 1 }, { seq: 2 }, { seq: 3 }] })
  })

  it('continues a client from its position without a gap', async () => {
    const { hub } = startHub(500)
    const peer = new RecordingPeer('app', 'ada')
    await hub.join(peer, ROOM, 1, { epoch: 'e1', seq: 120 })
    expect(peer.last('joined')).toMatchObject({ mode: 'resumed', head: 500 })
    expect(peer.seqs(ROOM)).toEqual(range(121, 500))
  })

  describe('with more to be written than memory keeps of what was', () => {
    async function burst() {
      const set = startHub(100)
      await set.hub.join(new RecordingPeer('app', 'eve'), ROOM, 1)
      set.hub.deliver(ROOM, set.log.add(ROOM, RECENT_MAX_EVENTS + 50))
      return set
    }
    const last = 100 + RECENT_MAX_EVENTS + 50

    // The newest page was gone already: a peer that came was closed as too slow, came back, and was closed again.
    it('lets people in', async () => {
      // Time stands still, so that both are let in before the batch begins: a tick has a few milliseconds for joins.
      vi.useFakeTimers({ toFake: ['performance'] })
      onTestFinished(() => void vi.useRealTimers())
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
    const { log, hub } = startHub(10)
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
  it('flushes nothing early for a position that does not exist', async () => {
    const { log, hub, batches } = startHub(10)
    const eve = new RecordingPeer('app', 'eve')
    await hub.join(eve, ROOM, 1)
    const write = eve.write.bind(eve)
    eve.write = (...frames) => {
      for (const until = performance.now() + 100; performance.now() < until;);
      write(...frames)
    }
    hub.deliver(ROOM, log.add(ROOM, 40))
    await waitFor(() => batches.length === 1)
    hub.deliver(ROOM, log.add(ROOM, 1))
    const ada = new RecordingPeer('app', 'ada')
    await hub.join(ada, ROOM, 1, { epoch: 'e1', seq: Number.MAX_SAFE_INTEGER })
    expect(ada.last('joined')).toMatchObject({ mode: 'reset' })
    await waitFor(() => batches.length === 2)
    expect(batches[1]?.delayMs).toBeGreaterThan(300)
  })

  it.each([
    ['another epoch', { epoch: 'e0', seq: 5 }],
    ['a position beyond the log', { epoch: 'e1', seq: REPLAY_MAX_EVENTS * 3 }],
    ['a position too far behind', { epoch: 'e1', seq: 1 }],
  ])('resets a client with %s', async (_case, position) => {
    const { hub } = startHub(REPLAY_MAX_EVENTS + 10)
    const peer = new RecordingPeer('app', 'ada')
    await hub.join(peer, ROOM, 1, position)
    expect(peer.last('joined')).toMatchObject({ mode: 'reset', head: REPLAY_MAX_EVENTS + 10 })
  })

  it('is continued where another process sent it more than this one knows', async () => {
    const { log, hub } = startHub(10)
    await hub.join(new RecordingPeer('app', 'bob'), ROOM, 1)
    log.add(ROOM, 5)
    const peer = new RecordingPeer('app', 'ada')
    await hub.join(peer, ROOM, 1, { epoch: 'e1', seq: 14 })
    expect(peer.last('joined')).toMatchObject({ mode: 'resumed' })
    expect(peer.seqs(ROOM)).toEqual([15])
  })

  it('reads the log a constant number of times, however many clients resume', async () => {
    const { log, hub } = startHub(2_000)
    const peers = range(1, 100).map(index => new RecordingPeer('app', `p${index}`))
    await Promise.all(peers.map((peer, index) => hub.join(peer, ROOM, 1, { epoch: 'e1', seq: 1_900 - index })))
    for (const [index, peer] of peers.entries()) expect(peer.seqs(ROOM)).toEqual(range(1_901 - index, 2_000))
    expect(log.reads).toBe(1)
  })

  it('gives a plain client with a position what it missed first', async () => {
    const { hub } = startHub(6)
    const peer = new RecordingPeer('plain', 'c1')
    await hub.joinPlain(peer, ROOM, 3)
    expect(peer.texts).toEqual(['text 4', 'text 5', 'text 6'])
  })

  // It got the newest thousand, without a word about the others.
  it('gives a plain client all that came after its position, however far back that is', async () => {
    const { hub, log } = startHub(3 * REPLAY_MAX_EVENTS)
    const peer = new RecordingPeer('plain', 'script')
    await hub.joinPlain(peer, ROOM, 0)
    hub.deliver(ROOM, log.add(ROOM, 1))
    await nextTick()
    expect(peer.texts).toEqual(range(1, 3 * REPLAY_MAX_EVENTS + 1).map(seq => `text ${seq}`))
  })

  it('gives a plain client each text once and in order while others write, from far back to live', async () => {
    const { hub, log } = startHub(2 * REPLAY_MAX_EVENTS)
    const peer = new RecordingPeer('plain', 'script')
    const joined = hub.joinPlain(peer, ROOM, 0)
    // More than memory holds: what the client is to get next falls out of it while it reads.
    for (let burst = 0; burst < 30; burst++) {
      hub.deliver(ROOM, log.add(ROOM, 100))
      await nextTick()
    }
    await joined
    const last = 2 * REPLAY_MAX_EVENTS + 3_000
    await waitFor(() => peer.texts.length >= last)
    expect(peer.texts).toEqual(range(1, last).map(seq => `text ${seq}`))
  })

  it('reads the log for a plain client no faster than the client reads', async () => {
    const { hub, log } = startHub(3 * REPLAY_MAX_EVENTS)
    const peer = new RecordingPeer('plain', 'script')
    let read = () => {}
    peer.drained = () => new Promise<void>(resolve => (read = resolve))
    const joined = hub.joinPlain(peer, ROOM, 0)
    await waitFor(() => log.reads === 1)
    for (let ticks = 0; ticks < 20; ticks++) await nextTick()
    expect([log.reads, peer.texts]).toEqual([1, []])
    peer.drained = async () => {}
    read()
    await joined
    expect(peer.texts).toHaveLength(3 * REPLAY_MAX_EVENTS)
  })

  // The room was forgotten a minute after its last peer had left, and the client was sent away at the end of what it
  // had read so far.
  it('keeps a room open for a plain client that reads slowly', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'performance'] })
    try {
      const { hub, log } = startHub(3 * REPLAY_MAX_EVENTS)
      const peer = new RecordingPeer('plain', 'script')
      let read = () => {}
      peer.drained = () => new Promise<void>(resolve => (read = resolve))
      const joined = hub.joinPlain(peer, ROOM, 0)
      await nextTick()
      await vi.advanceTimersByTimeAsync(2 * ROOM_IDLE_MS)
      expect(hub.roomCount).toBe(1)
      peer.drained = async () => {}
      read()
      await joined
      hub.deliver(ROOM, log.add(ROOM, 1))
      await nextTick()
      expect([peer.policy, peer.texts.length]).toEqual([null, 3 * REPLAY_MAX_EVENTS + 1])
    }
    finally {
      vi.useRealTimers()
    }
  })

  it('goes on where retention has removed what a plain client asks for', async () => {
    const { hub, log } = startHub(3 * REPLAY_MAX_EVENTS)
    log.events.set(ROOM, (log.events.get(ROOM) ?? []).slice(1_500))
    log.lastSeq = 3 * REPLAY_MAX_EVENTS
    const peer = new RecordingPeer('plain', 'script')
    await hub.joinPlain(peer, ROOM, 0)
    expect([peer.texts[0], peer.texts.length]).toEqual(['text 1501', 1_500])
  })

  // One connection with 64 joins in its pipeline made all others wait until all of them were answered.
  it('lets others be answered between the pieces of its replays', async () => {
    const { hub, log } = startHub()
    log.events.set(ROOM, Array.from({ length: 100 }, (_, index) => messageEvent(index + 1, ROOM, '你'.repeat(4_000))))
    const greedy = new RecordingPeer('app', 'ada')
    let done = false
    const replays = (async () => {
      for (let join = 0; join < 64; join++) await hub.join(greedy, ROOM, join, { epoch: 'e1', seq: 0 })
      done = true
    })()
    await waitFor(() => greedy.writes > 0)
    let ticks = 0
    let most = 0
    while (!done && ticks < 40) {
      const before = greedy.writes
      await nextTick()
      ticks++
      most = Math.max(most, greedy.writes - before)
    }
    // One piece per tick: what any other peer sends is read between two of them.
    expect(most).toBe(1)
    greedy.close({ code: 1000, name: 'normal', then: 'stop' })
    await replays
  })

  it('is answered from bytes that are encoded once for all who ask for the same', async () => {
    const { hub } = startHub(80)
    const shared = new Set<Buffer>()
    for (let index = 0; index < 10; index++) {
      const [comes, resumes] = [new RecordingPeer('app', 'ada'), new RecordingPeer('app', 'ben')]
      for (const peer of [comes, resumes]) {
        const write = peer.write.bind(peer)
        peer.write = (...parts) => {
          const rest = parts.at(-1)
          if (rest) shared.add(rest)
          write(...parts)
        }
      }
      await hub.join(comes, ROOM, index)
      await hub.join(resumes, ROOM, index, { epoch: 'e1', seq: 40 })
      expect(comes.last('joined')).toMatchObject({ id: index, mode: 'reset' })
      expect(resumes.seqs(ROOM)).toEqual(range(41, 80))
    }
    expect(shared.size).toBe(2)
  })

  it('is counted by how it was continued when it comes back, and not at its first visit', async () => {
    const { log, hub, resumes } = startHub(REPLAY_MAX_EVENTS + 10)
    const peer = (wire: 'app' | 'plain') => new RecordingPeer(wire, 'ada')
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
    expect(resumes).toEqual(['whole', 'reset', 'reset', 'whole', 'whole', 'whole'])
  })
})
