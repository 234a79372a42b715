import { describe, expect, it, vi } from 'vitest'
import { FanOut, type BatchReport } from '../../../../../server/core/hub/fan-out'
import { SHORT_ROOM_PEERS } from '../../../../../server/core/hub/batch-write'
import { HubRoom } from '../../../../../server/core/hub/room'
import { PEER_QUEUE_DROPPABLE_BYTES } from '../../../../../server/platform/limits/server-limits'
import { RecordingPeer } from '../../../../support/recording-peer'

const nextTick = () => new Promise(resolve => setImmediate(resolve))

function rooms(count: number, peers: readonly RecordingPeer[]) {
  return Array.from({ length: count }, (_, index) => {
    const room = new HubRoom(`r${index}`, { epoch: 'e1', lastSeq: 0, firstSeq: 1, access: 0 })
    for (const peer of peers) room.enter(peer)
    return room
  })
}

const online = (peer: RecordingPeer | undefined) =>
  peer?.events.flatMap(event => event.type === 'presence' ? [[event.room, event.online]] : [])

describe('hints of many rooms', () => {
  it('reach each peer with one write, in order, and not who lags behind', async () => {
    const reports: BatchReport[] = []
    const fanOut = new FanOut(report => reports.push(report))
    const peers = ['a', 'b', 'c'].map(name => new RecordingPeer('app', name))
    const [, , slow] = peers
    if (slow) slow.queued = PEER_QUEUE_DROPPABLE_BYTES
    for (const room of rooms(20, peers)) fanOut.hint(room, { type: 'presence', room: room.id, online: 2 })
    await nextTick()
    expect(peers.map(({ writes }) => writes)).toEqual([1, 1, 0])
    expect(online(peers[0])).toEqual(Array.from({ length: 20 }, (_, index) => [`r${index}`, 2]))
    expect(reports).toMatchObject([{ writes: 2, deliveries: 0, batch: 0 }])
  })

  it('go out as a batch of their own where a room is large', async () => {
    const fanOut = new FanOut()
    const peers = Array.from({ length: SHORT_ROOM_PEERS + 1 }, (_, index) => new RecordingPeer('app', `a${index}`))
    const [room] = rooms(1, peers)
    if (room) fanOut.hint(room, { type: 'presence', room: room.id, online: 129 })
    await vi.waitFor(() => expect(peers.every(peer => peer.writes === 1)).toBe(true))
    expect(online(peers.at(-1))).toEqual([['r0', 129]])
  })

  it('do not come to a peer that has left the room', async () => {
    const fanOut = new FanOut()
    const peers = ['a', 'b'].map(name => new RecordingPeer('app', name))
    const [room] = rooms(1, peers)
    if (room) fanOut.hint(room, { type: 'presence', room: room.id, online: 1 })
    const [gone] = peers
    if (gone) room?.peers.app.delete(gone)
    await nextTick()
    expect(peers.map(({ writes }) => writes)).toEqual([0, 1])
  })
})
