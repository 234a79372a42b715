import type { ServerEvent } from '#shared/schemas/frames'
import { PEER_QUEUE_DROPPABLE_BYTES } from '../limits/server-limits'
import { encodeEvents, joinEvents } from './encode'
import type { HubRoom } from './room'
import { textFrame, textFrames } from './ws-frame'

/**
 * Writes to the peers of rooms. What arrives for a room within one turn of the event loop goes out as one write a peer: the write
 * is what a delivery costs, whatever its size. Each wire form of a batch is encoded once.
 */
export class FanOut {
  private readonly due = new Set<HubRoom>()

  /** Writes what is pending in the room at the end of this turn. */
  schedule(room: HubRoom): void {
    if (this.due.size === 0) setImmediate(() => this.turn())
    this.due.add(room)
  }

  /** Writes an event that may be missed to the peers of the room that speak `parley.v1` and keep up. */
  tell(room: HubRoom, event: ServerEvent): void {
    if (room.peers.app.size === 0) return
    const frame = textFrame(encodeEvents(event))
    for (const peer of room.peers.app) {
      if (peer.queuedBytes() < PEER_QUEUE_DROPPABLE_BYTES) peer.write(frame)
    }
  }

  /** Writes a bare text to everybody in the room, in the form of each. */
  tellLive(room: HubRoom, text: string, at: number): void {
    const app = textFrame(encodeEvents({ type: 'live', room: room.id, at, text }))
    for (const peer of room.peers.app) peer.write(app)
    const plain = textFrame(text)
    for (const peer of room.peers.plain) peer.write(plain)
  }

  private turn(): void {
    const rooms = [...this.due]
    this.due.clear()
    for (const room of rooms) this.write(room)
  }

  /** Writes what is pending in the room now. */
  write(room: HubRoom): void {
    const batch = room.takePending()
    if (batch.length === 0) return
    if (room.peers.app.size > 0) {
      const frame = textFrame(joinEvents(batch.map(event => event.json)))
      for (const peer of room.peers.app) peer.write(frame)
    }
    if (room.peers.plain.size > 0) {
      const frames = textFrames(batch.flatMap(event => event.text ?? []))
      if (frames.length > 0) for (const peer of room.peers.plain) peer.write(frames)
    }
  }
}
