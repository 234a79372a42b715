import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  RENAMES_EVERY_MS, RENAMES_REMEMBERED_MAX, UPGRADE_TIMEOUT_MS,
} from '../../../../../server/platform/limits/server-limits'
import { Renames } from '../../../../../server/core/peers/renames'
import { RecordingPeer } from '../../../../support/recording-peer'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function peerOf(id: string, sealedAt = 0): RecordingPeer {
  const peer = new RecordingPeer('app', id)
  peer.user = { id, name: 'Guest' }
  peer.sealedAt = sealedAt
  return peer
}

function setUp(...ids: string[]) {
  const peers = ids.map(id => peerOf(id))
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
  it('new names of one tick are announced in one pass over the peers, to each peer its newest', () => {
    const { renames, peers, passes } = setUp('ada', 'grace', 'ada', 'alan')
    for (let count = 1; count <= 100; count++)
      renames.add(count % 2 ? { id: 'ada', name: `Ada ${count}` } : { id: 'grace', name: `Grace ${count}` }, count)
    vi.advanceTimersByTime(RENAMES_EVERY_MS)
    expect(passes()).toBe(1)
    expect(peers.map(peer => peer.user?.name)).toEqual(['Ada 99', 'Grace 100', 'Ada 99', 'Guest'])
    expect(peers.map(peer => peer.events)).toEqual(
      ['Ada 99', 'Grace 100', 'Ada 99']
        .map(name => [expect.objectContaining({ type: 'me', user: expect.objectContaining({ name }) })])
        .concat([[]]),
    )
  })

  it('are told at most once in a while, however they come', () => {
    const { renames, passes } = setUp('ada')
    for (let ms = 0; ms < 10 * RENAMES_EVERY_MS; ms++) {
      renames.add({ id: 'ada', name: `Ada ${ms}` }, ms)
      vi.advanceTimersByTime(1)
    }
    expect(passes()).toBeLessThanOrEqual(10)
  })

  it('sign what is sent before they are told', () => {
    const { renames, peers: [peer = peerOf('nobody')] } = setUp('ada')
    renames.add({ id: 'ada', name: 'Countess' }, 5)
    renames.catchUp(peer)
    expect(peer.user).toEqual({ id: 'ada', name: 'Countess' })
    vi.advanceTimersByTime(RENAMES_EVERY_MS)
    expect(peer.last('me')).toMatchObject({ user: { name: 'Countess' } })
  })

  // The socket's upgrade was on its way with the cookie of before: after the pass over the peers it signed with the old
  // name until it broke.
  it('reach a peer that comes after they were told, for as long as its upgrade may have taken', () => {
    const { renames } = setUp()
    renames.add({ id: 'ada', name: 'Countess' }, 5)
    vi.advanceTimersByTime(RENAMES_EVERY_MS + UPGRADE_TIMEOUT_MS - 1)
    const [late, later] = [peerOf('ada'), peerOf('ada')]
    renames.catchUp(late)
    vi.advanceTimersByTime(1)
    renames.catchUp(later)
    expect([late.user?.name, later.user?.name]).toEqual(['Countess', 'Guest'])
  })

  it('are nothing to a peer whose cookie has a newer one', () => {
    const peer = peerOf('ada', 7)
    const renames = new Renames([peer])
    renames.add({ id: 'ada', name: 'Countess' }, 6)
    renames.catchUp(peer)
    vi.advanceTimersByTime(RENAMES_EVERY_MS)
    renames.catchUp(peer)
    expect([peer.user?.name, peer.events]).toEqual(['Guest', []])
  })

  // What one process heard from the bus late took the place of a name that was set there meanwhile.
  it.each([
    ['before', 0],
    ['after', RENAMES_EVERY_MS],
  ])('are not replaced by an older one that comes late, %s they are told', (_when, ms) => {
    const { renames, peers: [peer = peerOf('nobody')] } = setUp('ada')
    renames.add({ id: 'ada', name: 'Countess' }, 6)
    vi.advanceTimersByTime(ms)
    renames.add({ id: 'ada', name: 'Ada' }, 5)
    renames.catchUp(peer)
    vi.advanceTimersByTime(RENAMES_EVERY_MS)
    expect([peer.user?.name, ...peer.events]).toEqual([
      'Countess',
      expect.objectContaining({ user: { id: 'ada', name: 'Countess' } }),
    ])
  })

  it('are remembered in bounds: those told the longest ago are forgotten first', () => {
    const { renames } = setUp()
    renames.add({ id: 'ada', name: 'Countess' }, 5)
    vi.advanceTimersByTime(RENAMES_EVERY_MS)
    for (let count = 1; count <= RENAMES_REMEMBERED_MAX; count++) renames.add({ id: `u${count}`, name: 'Else' }, 5)
    vi.advanceTimersByTime(RENAMES_EVERY_MS)
    const peers = ['ada', 'u1', `u${RENAMES_REMEMBERED_MAX}`].map(id => peerOf(id))
    peers.forEach(peer => renames.catchUp(peer))
    expect(peers.map(peer => peer.user?.name)).toEqual(['Guest', 'Else', 'Else'])
  })

  it('leave no timer when there are none, when they are told, and when they are forgotten', () => {
    const { renames, passes } = setUp('ada')
    expect(vi.getTimerCount()).toBe(0)
    renames.add({ id: 'ada', name: 'Ada' }, 5)
    vi.advanceTimersByTime(RENAMES_EVERY_MS)
    expect(vi.getTimerCount()).toBe(0)
    renames.add({ id: 'ada', name: 'Countess' }, 5)
    renames.clear()
    expect(vi.getTimerCount()).toBe(0)
    vi.advanceTimersByTime(RENAMES_EVERY_MS)
    expect(passes()).toBe(1)
  })

  it('are not told as a frame to plain clients, who would read it as a message', () => {
    const peer = new RecordingPeer('plain', 'ada')
    peer.user = { id: 'ada', name: 'Guest' }
    const renames = new Renames([peer])
    renames.add({ id: 'ada', name: 'Ada' }, 5)
    vi.advanceTimersByTime(RENAMES_EVERY_MS)
    expect([peer.user.name, peer.writes]).toEqual(['Ada', 0])
  })
})
