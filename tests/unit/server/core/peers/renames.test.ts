import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { RENAMES_REMEMBERED_MAX, UPGRADE_TIMEOUT_MS } from '../../../../../server/platform/limits/server-limits'
import { Renames } from '../../../../../server/core/peers/renames'
import { RecordingPeer } from '../../../../support/recording-peer'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function peerOf(id: string, { sealedAt = 0, wire = 'app' }: { sealedAt?: number, wire?: 'app' | 'plain' } = {}) {
  const peer = new RecordingPeer(wire, id)
  peer.user = { id, name: 'Guest' }
  peer.sealedAt = sealedAt
  return peer
}

function setUp(...peers: RecordingPeer[]) {
  const asked: string[] = []
  const renames = new Renames((user) => {
    asked.push(user)
    return peers.filter(({ person }) => person === user)
  })
  return { renames, asked }
}

describe('new names', () => {
  it('reach all connections of their user, and no other connection is looked at', () => {
    const peers = ['ada', 'grace', 'ada', 'alan'].map(id => peerOf(id))
    const { renames, asked } = setUp(...peers)
    renames.add({ id: 'ada', name: 'Countess' }, 1)
    expect(asked).toEqual(['ada'])
    expect(peers.map(peer => peer.user?.name)).toEqual(['Countess', 'Guest', 'Countess', 'Guest'])
    expect(peers.map(peer => peer.events.length)).toEqual([1, 0, 1, 0])
    expect(peers[0]?.last('me')).toMatchObject({ user: { id: 'ada', name: 'Countess' } })
  })

  it('are announced once, though the bus brings a copy', () => {
    const peer = peerOf('ada')
    const { renames } = setUp(peer)
    for (let copies = 0; copies < 3; copies++) renames.add({ id: 'ada', name: 'Countess' }, 1)
    expect(peer.events).toHaveLength(1)
  })

  // An upgrade brought the cookie of before, and signed with the old name until its socket broke.
  it('reach a peer that comes after they were announced, for as long as its upgrade may have taken', () => {
    const { renames } = setUp()
    renames.add({ id: 'ada', name: 'Countess' }, 5)
    vi.advanceTimersByTime(UPGRADE_TIMEOUT_MS - 1)
    const [late, later] = [peerOf('ada'), peerOf('ada')]
    renames.catchUp(late)
    vi.advanceTimersByTime(1)
    renames.catchUp(later)
    expect([late.user?.name, later.user?.name]).toEqual(['Countess', 'Guest'])
  })

  it('are nothing to a peer whose cookie has a newer one', () => {
    const peer = peerOf('ada', { sealedAt: 7 })
    const { renames } = setUp(peer)
    renames.add({ id: 'ada', name: 'Countess' }, 6)
    renames.catchUp(peer)
    expect([peer.user?.name, peer.events]).toEqual(['Guest', []])
  })

  // What one process heard from the bus late took the place of a name that was set there meanwhile.
  it('are not replaced by an older one that comes late', () => {
    const peer = peerOf('ada')
    const { renames } = setUp(peer)
    renames.add({ id: 'ada', name: 'Countess' }, 6)
    renames.add({ id: 'ada', name: 'Ada' }, 5)
    renames.catchUp(peer)
    expect([peer.user?.name, peer.events.length]).toEqual(['Countess', 1])
  })

  it('are remembered in bounds: those announced the longest ago are forgotten first', () => {
    const { renames } = setUp()
    renames.add({ id: 'ada', name: 'Countess' }, 5)
    for (let count = 1; count <= RENAMES_REMEMBERED_MAX; count++) renames.add({ id: `u${count}`, name: 'Else' }, 5)
    const peers = ['ada', 'u1', `u${RENAMES_REMEMBERED_MAX}`].map(id => peerOf(id))
    peers.forEach(peer => renames.catchUp(peer))
    expect(peers.map(peer => peer.user?.name)).toEqual(['Guest', 'Else', 'Else'])
  })

  it('are not written to plain clients, which would read the frame as a message', () => {
    const peer = peerOf('ada', { wire: 'plain' })
    const { renames } = setUp(peer)
    renames.add({ id: 'ada', name: 'Ada' }, 5)
    expect([peer.user?.name, peer.writes]).toEqual(['Ada', 0])
  })
})
