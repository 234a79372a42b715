import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { RENAMES_EVERY_MS } from '../../../../../server/utils/limits/server-limits'
import { Renames } from '../../../../../server/utils/peers/renames'
import { RecordingPeer } from '../../../../support/recording-peer'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function peerOf(id: string): RecordingPeer {
  const peer = new RecordingPeer('app', id)
  peer.user = { id, name: 'Guest' }
  return peer
}

function setUp(...ids: string[]) {
  const peers = ids.map(peerOf)
  let passes = 0
  const renames = new Renames({
    [Symbol.iterator]() {
      passes++
      return peers[Symbol.iterator]()
    },
  })
  return { renames, peers, passes: () => passes }
}

describe('new names', () => {
  // Each rename went through all peers of every process, as often as a script liked.
  it('of one turn are told in one pass over the peers, each peer its newest', () => {
    const { renames, peers, passes } = setUp('ada', 'grace', 'ada', 'alan')
    for (let count = 1; count <= 100; count++) renames.add(count % 2 ? { id: 'ada', name: `Ada ${count}` } : { id: 'grace', name: `Grace ${count}` })
    vi.advanceTimersByTime(RENAMES_EVERY_MS)
    expect(passes()).toBe(1)
    expect(peers.map(peer => peer.user?.name)).toEqual(['Ada 99', 'Grace 100', 'Ada 99', 'Guest'])
    expect(peers.map(peer => peer.events)).toEqual(['Ada 99', 'Grace 100', 'Ada 99'].map(name => [expect.objectContaining({ type: 'me', user: expect.objectContaining({ name }) })]).concat([[]]))
  })

  it('are told at most once in a while, however they come', () => {
    const { renames, passes } = setUp('ada')
    for (let ms = 0; ms < 10 * RENAMES_EVERY_MS; ms++) {
      renames.add({ id: 'ada', name: `Ada ${ms}` })
      vi.advanceTimersByTime(1)
    }
    expect(passes()).toBeLessThanOrEqual(10)
  })

  it('sign what is sent before they are told', () => {
    const { renames, peers: [peer = peerOf('nobody')] } = setUp('ada')
    renames.add({ id: 'ada', name: 'Countess' })
    renames.catchUp(peer)
    expect(peer.user).toEqual({ id: 'ada', name: 'Countess' })
    vi.advanceTimersByTime(RENAMES_EVERY_MS)
    expect(peer.last('me')).toMatchObject({ user: { name: 'Countess' } })
  })

  it('leave no timer when there are none, when they are told, and when they are forgotten', () => {
    const { renames, passes } = setUp('ada')
    expect(vi.getTimerCount()).toBe(0)
    renames.add({ id: 'ada', name: 'Ada' })
    vi.advanceTimersByTime(RENAMES_EVERY_MS)
    expect(vi.getTimerCount()).toBe(0)
    renames.add({ id: 'ada', name: 'Countess' })
    renames.clear()
    expect(vi.getTimerCount()).toBe(0)
    vi.advanceTimersByTime(RENAMES_EVERY_MS)
    expect(passes()).toBe(1)
  })

  it('are not told as a frame to plain clients, who would read it as a message', () => {
    const peer = new RecordingPeer('plain', 'ada')
    peer.user = { id: 'ada', name: 'Guest' }
    const renames = new Renames([peer])
    renames.add({ id: 'ada', name: 'Ada' })
    vi.advanceTimersByTime(RENAMES_EVERY_MS)
    expect([peer.user.name, peer.writes]).toEqual(['Ada', 0])
  })
})
