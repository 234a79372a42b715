import { describe, expect, it } from 'vitest'
import { CLOSE } from '../../../../../shared/close-codes'
import { FanOut, type BatchReport } from '../../../../../server/core/hub/fan-out'
import { HubRoom } from '../../../../../server/core/hub/room'
import {
  BATCH_MAX_BYTES, FLUSH_EVERY_MS, LARGE_ROOM_PEERS, ROOM_PENDING_MAX_BYTES,
} from '../../../../../server/platform/limits/server-limits'
import { messageEvent } from '../../../../support/events'
import { RecordingPeer } from '../../../../support/recording-peer'
import { waitFor } from '../../../../support/wait-for'

const nextTick = () => new Promise(resolve => setImmediate(resolve))

class BusyPeer extends RecordingPeer {
  /** Burns this much time in each write, as a kernel with much to do. */
  static costMs = 0

  override write(...frames: readonly Buffer[]): void {
    const until = performance.now() + BusyPeer.costMs
    while (performance.now() < until);
    super.write(...frames)
  }
}

function room(id: string, app: number, plain = 0, maxDelayMs = 1_000) {
  const hubRoom = new HubRoom(id, { epoch: 'e1', lastSeq: 0, firstSeq: 1, access: 0 }, maxDelayMs)
  const peers = [
    ...Array.from({ length: app }, (_, index) => new BusyPeer('app', `a${index}`)),
    ...Array.from({ length: plain }, (_, index) => new BusyPeer('plain', `p${index}`)),
  ]
  for (const peer of peers) hubRoom.enter(peer)
  let seq = 0
  const bring = (fanOut: FanOut, count = 1) => {
    hubRoom.accept(Array.from({ length: count }, () => messageEvent(++seq, id)))
    fanOut.schedule(hubRoom)
  }
  return { room: hubRoom, peers, bring }
}

function numbers(count: number) {
  return Array.from({ length: count }, (_, index) => index + 1)
}

describe('fan-out', () => {
  it('writes an idle room in the same tick, with one write per peer for all its messages', async () => {
    const reports: BatchReport[] = []
    const fanOut = new FanOut(report => reports.push(report))
    const { peers, bring } = room('a', 2, 2)
    bring(fanOut, 2)
    bring(fanOut)
    await nextTick()
    expect(peers.map(peer => peer.writes)).toEqual([1, 1, 1, 1])
    expect(peers[0]?.seqs('a')).toEqual([1, 2, 3])
    expect(peers[3]?.texts).toHaveLength(3)
    expect(reports).toMatchObject([{ writes: 4, deliveries: 12, batch: 3 }])
  })

  it('batches the messages that come while writes cost much, and delivers all of them in order', async () => {
    BusyPeer.costMs = 0.2
    const fanOut = new FanOut()
    const { peers, bring } = room('a', 200)
    for (let step = 0; step < 150; step++) {
      bring(fanOut)
      await nextTick()
    }
    await waitFor(() => peers.every(peer => peer.seqs('a').length === 150))
    for (const peer of peers) expect(peer.seqs('a')).toEqual(numbers(150))
    expect(Math.max(...peers.map(peer => peer.writes))).toBeLessThan(150)
    BusyPeer.costMs = 0
  })

  it('writes a large room when it has the permit, with all that came until then, and gives it back when all have it', async () => {
    const said: string[] = []
    const grants: Array<() => void> = []
    const fanOut = new FanOut(() => said.push('written'), {
      ask: (grant) => {
        said.push('asked')
        grants.push(grant)
      },
      release: () => said.push('released'),
    })
    const { peers, bring } = room('a', LARGE_ROOM_PEERS)
    const small = room('b', 2)
    bring(fanOut)
    small.bring(fanOut)
    await nextTick()
    bring(fanOut)
    await nextTick()
    expect(said).toEqual(['asked', 'written'])
    expect(peers[0]?.writes).toBe(0)
    grants[0]?.()
    await waitFor(() => said.includes('released'))
    expect(said).toEqual(['asked', 'written', 'written', 'released'])
    for (const peer of peers) expect(peer.seqs('a')).toEqual([1, 2])
    bring(fanOut)
    await waitFor(() => grants.length === 2)
  })

  it('lets a small room through while a large one is being written', async () => {
    BusyPeer.costMs = 0.1
    const order: string[] = []
    const fanOut = new FanOut(({ writes }) => order.push(writes > 2 ? 'large' : 'small'))
    const [large, small] = [room('large', 2_000), room('small', 2)]
    large.bring(fanOut)
    await nextTick()
    expect(order).toEqual([])
    small.bring(fanOut)
    await nextTick()
    expect(order).toEqual(['small'])
    await waitFor(() => order.includes('large'))
    expect(large.peers.every(peer => peer.seqs('large').length === 1)).toBe(true)
    BusyPeer.costMs = 0
  })

  it('does not bring a batch twice to a peer that enters while it is being written, nor loses what comes next for it', async () => {
    BusyPeer.costMs = 0.1
    const fanOut = new FanOut()
    const large = room('large', 1_000)
    large.bring(fanOut)
    await nextTick()
    expect([large.room.fanOut.writing !== null, large.room.written, large.room.settled]).toEqual([true, 1, 0])
    const late = new RecordingPeer('app', 'late')
    large.room.enter(late)
    large.bring(fanOut)
    await waitFor(() => late.seqs('large').length > 0)
    expect(late.seqs('large')).toEqual([2])
    await waitFor(() => large.room.fanOut.writing === null)
    expect(large.peers.every(peer => String(peer.seqs('large')) === '1,2')).toBe(true)
    expect(large.room.settled).toBe(2)
    BusyPeer.costMs = 0
  })

  it('does not write to a peer that left before the batch reached it', async () => {
    BusyPeer.costMs = 0.1
    const fanOut = new FanOut()
    const large = room('large', 1_000)
    const last = large.peers.at(-1)
    if (!last) throw new Error('no peers')
    large.bring(fanOut)
    await nextTick()
    large.room.peers.app.delete(last)
    await waitFor(() => large.room.fanOut.writing === null)
    expect(last.writes).toBe(0)
    BusyPeer.costMs = 0
  })

  it('writes at once when it is flushed, without the pause of the pace', async () => {
    const fanOut = new FanOut()
    const { room: hubRoom, bring } = room('a', 1, 0, 60_000)
    hubRoom.pace.ended(performance.now(), { costMs: 10_000, writes: 1, batch: 100, full: false })
    bring(fanOut)
    await nextTick()
    expect(hubRoom.written).toBe(0)
    await fanOut.flush(hubRoom)
    expect(hubRoom.written).toBe(1)
  })

  // Anybody may ask to join, and as often as they like: a busy room was written without a pause, at six times the
  // price.
  it('flushes a room at most once per interval', async () => {
    const batches: number[] = []
    const fanOut = new FanOut(() => batches.push(performance.now()))
    const { room: hubRoom, bring } = room('a', 1, 0, 60_000)
    hubRoom.pace.dueAt = since => since + 60_000
    for (let count = 0; count < 3; count++) {
      bring(fanOut)
      await Promise.all(Array.from({ length: 100 }, () => fanOut.flush(hubRoom)))
    }
    await waitFor(() => batches.length === 3)
    const [first = 0, second = 0, third = 0] = batches
    // Times are taken after the writes, which a busy machine delays: without the interval there would be none at all.
    expect(second - first).toBeGreaterThan(FLUSH_EVERY_MS / 2)
    expect(third - second).toBeGreaterThan(FLUSH_EVERY_MS / 2)
  })

  it('puts no more into a batch than a quarter of what a peer may have unread, in any script', async () => {
    const bytes: number[] = []
    const fanOut = new FanOut(report => bytes.push(report.bytes))
    const { room: hubRoom } = room('a', 1)
    for (let count = 0; count < 100; count++) fanOut.addExternal(hubRoom, '漢'.repeat(4_000), 1)
    await waitFor(() => hubRoom.pending.itemCount === 0 && hubRoom.fanOut.writing === null)
    expect(bytes.length).toBeGreaterThan(1)
    expect(Math.max(...bytes)).toBeLessThan(BATCH_MAX_BYTES * 1.01)
  })

  it('goes on with other rooms when a batch fails, and closes the peers of that room', async () => {
    const errors: unknown[] = []
    const fanOut = new FanOut(undefined, undefined, (_stage, error) => errors.push(error))
    const [broken, whole] = [room('broken', 2), room('whole', 2)]
    for (const peer of broken.peers) peer.write = () => {
      throw new Error('no memory')
    }
    broken.bring(fanOut)
    whole.bring(fanOut)
    await waitFor(() => whole.peers.every(peer => peer.seqs('whole').length === 1))
    expect(errors).toEqual([new Error('no memory')])
    expect(broken.peers.map(peer => peer.policy)).toEqual([CLOSE.RESTART, CLOSE.RESTART])
    expect([broken.room.fanOut.writing, broken.room.settled]).toEqual([null, 1])
  })

  it('goes on with the room when a batch was written and its report failed', async () => {
    const errors: unknown[] = []
    let reports = 0
    const failing = new FanOut(() => {
      if (++reports === 1) throw new Error('the metrics are broken')
    }, undefined, (_stage, error) => errors.push(error))
    const { room: hubRoom, bring } = room('r', 1)
    bring(failing)
    await waitFor(() => errors.length === 1)
    bring(failing)
    await waitFor(() => hubRoom.settled === 2)
    expect(reports).toBe(2)
  })

  it('takes hints along with messages, but not to who lags behind', async () => {
    const fanOut = new FanOut()
    const { room: hubRoom, peers, bring } = room('a', 2)
    const [keepsUp, lags] = peers
    if (lags) lags.queued = 1_000_000
    fanOut.hint(hubRoom, { type: 'presence', room: 'a', online: 1 })
    fanOut.hint(hubRoom, { type: 'presence', room: 'a', online: 2 })
    bring(fanOut)
    await nextTick()
    expect(keepsUp?.events).toMatchObject([{ type: 'message' }, { type: 'presence', online: 2 }])
    expect(keepsUp?.writes).toBe(1)
    expect(lags?.events).toMatchObject([{ type: 'message' }])
  })

  it('puts a bare text where it came, between the messages', async () => {
    const fanOut = new FanOut()
    const { room: hubRoom, peers, bring } = room('a', 1, 1)
    bring(fanOut)
    fanOut.addExternal(hubRoom, 'bare', 1)
    bring(fanOut)
    await nextTick()
    expect(peers[0]?.events.map(event => event.type)).toEqual(['message', 'live', 'message'])
    expect(peers[1]?.texts[1]).toBe('bare')
    expect(hubRoom.written).toBe(2)
  })

  it('sends the peers away when more waits than can ever be written', async () => {
    const fanOut = new FanOut()
    const { room: hubRoom, peers } = room('a', 1)
    hubRoom.pace.ended(performance.now(), { costMs: 10_000, writes: 1, batch: 100, full: false })
    for (let bytes = 0; bytes <= ROOM_PENDING_MAX_BYTES; bytes += 4_000)
      fanOut.addExternal(hubRoom, 'x'.repeat(4_000), 1)
    expect(peers[0]?.policy).toBe(CLOSE.SLOW)
    expect(hubRoom.pending.bytes).toBeLessThan(ROOM_PENDING_MAX_BYTES / 10)
  })
})
