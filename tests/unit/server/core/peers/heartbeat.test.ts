import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { CLOSE } from '#shared/close-codes'
import { Heartbeat, type Beating } from '~~/server/core/peers/heartbeat'

let heartbeat: Heartbeat
let now = () => performance.now()

beforeEach(() => {
  vi.useFakeTimers()
  now = () => performance.now()
  heartbeat = new Heartbeat(20_000, 10_000, () => now())
})

afterEach(() => {
  heartbeat.close()
  vi.useRealTimers()
})

function join() {
  const peer = {
    heardAt: now(), heartbeatSlot: -1, write: vi.fn<Beating['write']>(), close: vi.fn<Beating['close']>(),
    becameSilent: vi.fn<Beating['becameSilent']>(),
  }
  heartbeat.add(peer)
  return peer
}

describe('the heartbeat', () => {
  it('asks once who was silent for a beat, and closes who does not answer within the deadline', () => {
    const peer = join()
    vi.advanceTimersByTime(20_000)
    expect(peer.write).not.toHaveBeenCalled()
    vi.advanceTimersByTime(5_100)
    expect(peer.write).toHaveBeenCalledOnce()
    vi.advanceTimersByTime(4_900)
    expect(peer.close).not.toHaveBeenCalled()
    vi.advanceTimersByTime(5_200)
    expect(peer.close).toHaveBeenCalledWith(CLOSE.HEARTBEAT)
    expect(peer.write).toHaveBeenCalledOnce()
  })

  // A browser that was killed without a close frame is to be gone within 30 s, and its connection is closed later.
  it('calls a peer silent within 30 s, before it closes it', () => {
    const peer = join()
    vi.advanceTimersByTime(20_100)
    expect(peer.write).toHaveBeenCalledOnce()
    expect(peer.becameSilent).not.toHaveBeenCalled()
    vi.advanceTimersByTime(9_900)
    expect(peer.becameSilent).toHaveBeenCalledOnce()
    expect(peer.close).not.toHaveBeenCalled()
  })

  it('calls no peer silent that answers', () => {
    const peer = join()
    for (let second = 0; second < 120; second++) {
      vi.advanceTimersByTime(1_000)
      if (peer.write.mock.calls.length > 0) peer.heardAt = now()
      peer.write.mockClear()
    }
    expect(peer.becameSilent).not.toHaveBeenCalled()
  })

  // Who had not spoken for half a beat at a look was asked, so half of the pages that ping by themselves once a beat
  // were.
  it('does not ask who speaks by itself once a beat', () => {
    const peers = Array.from({ length: 400 }, () => {
      vi.advanceTimersByTime(50)
      return join()
    })
    for (let beat = 0; beat < 5; beat++) {
      for (const peer of peers) {
        vi.advanceTimersByTime(50)
        peer.heardAt = now()
      }
    }
    for (const peer of peers) expect(peer.write).not.toHaveBeenCalled()
  })

  // A beat was taken for as long as it is meant to be. It is always longer, and who had spoken too lately for a ping at
  // one look was closed at the next without having been asked.
  it('closes no peer that it did not ping, however late its timer fires', () => {
    now = () => performance.now() * 1.6
    const peers = Array.from({ length: 400 }, () => {
      vi.advanceTimersByTime(50)
      const peer = join()
      peer.write.mockImplementation(() => (peer.heardAt = now()))
      return peer
    })
    vi.advanceTimersByTime(100_000)
    for (const peer of peers) expect(peer.close).not.toHaveBeenCalled()
  })

  it('the heartbeat keeps peers that answer', () => {
    const peer = join()
    peer.write.mockImplementation(() => (peer.heardAt = now()))
    vi.advanceTimersByTime(200_000)
    expect(peer.close).not.toHaveBeenCalled()
    expect(peer.write.mock.calls.length).toBeGreaterThanOrEqual(7)
  })

  // A twentieth of 17,000 peers at a time held up whatever else came in that moment.
  it('asks many peers a few at a time', () => {
    let asked = 0
    const write = () => void asked++
    for (let peer = 0; peer < 4_000; peer++)
      heartbeat.add({ heardAt: now(), heartbeatSlot: -1, write, close: () => {}, becameSilent: () => {} })
    vi.advanceTimersByTime(20_000)
    for (let tick = 0; tick < 102; tick++) {
      const before = asked
      vi.advanceTimersByTime(50)
      expect(asked - before).toBeLessThanOrEqual(40)
    }
    expect(asked).toBe(4_000)
  })

  it('does not ask who speaks by itself, whatever the moment of the beat', () => {
    const peers = Array.from({ length: 20 }, join)
    for (let second = 0; second < 200; second += 9) {
      vi.advanceTimersByTime(9_000)
      for (const peer of peers) peer.heardAt = now()
    }
    for (const peer of peers) {
      expect(peer.write).not.toHaveBeenCalled()
      expect(peer.close).not.toHaveBeenCalled()
    }
  })

  it('closes who speaks only now and then never, and who fell silent after that', () => {
    const peers = Array.from({ length: 20 }, join)
    for (let seconds = 0; seconds < 290; seconds += 29) {
      for (const peer of peers) peer.heardAt = now()
      vi.advanceTimersByTime(29_000)
    }
    for (const peer of peers) expect(peer.close).not.toHaveBeenCalled()
    vi.advanceTimersByTime(7_000)
    for (const peer of peers) expect(peer.close).toHaveBeenCalledWith(CLOSE.HEARTBEAT)
  })

  // Twenty ticks per second woke a process without clients.
  it('has no timer while there is no peer', () => {
    expect(vi.getTimerCount()).toBe(0)
    const peers = [join(), join()]
    expect(vi.getTimerCount()).toBe(1)
    for (const peer of [...peers, ...peers]) heartbeat.remove(peer)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('goes on for peers that come after all others had left', () => {
    heartbeat.remove(join())
    vi.advanceTimersByTime(100_000)
    const peer = join()
    vi.advanceTimersByTime(25_100)
    expect(peer.write).toHaveBeenCalledOnce()
    expect(peer.close).not.toHaveBeenCalled()
    vi.advanceTimersByTime(10_100)
    expect(peer.close).toHaveBeenCalledWith(CLOSE.HEARTBEAT)
  })

  it('forgets who is gone', () => {
    const peer = join()
    heartbeat.remove(peer)
    vi.advanceTimersByTime(100_000)
    expect(peer.write).not.toHaveBeenCalled()
    expect(peer.close).not.toHaveBeenCalled()
  })
})
