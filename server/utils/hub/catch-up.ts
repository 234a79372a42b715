import { HISTORY_PAGE, REPLAY_MAX_EVENTS } from '#shared/limits'
import type { Position } from '#shared/schemas/room'
import { JOINED_PAGE_MAX_BYTES, REPLAY_PIECE_BYTES } from '../limits/server-limits'
import { joinEvents } from './encode'
import type { Peer } from './peer'
import type { RecentEvent } from './recent'
import type { HubRoom } from './room'
import { textFrame, textFrames } from './ws-frame'

export type JoinMode = 'resumed' | 'reset'

/** Whether a client at this position can be continued event by event, as far as is known without the log. */
export function canResume(room: HubRoom, position: Position | undefined): position is Position {
  return position !== undefined
    && position.epoch === room.epoch
    && position.seq <= room.written
    && room.written - position.seq <= REPLAY_MAX_EVENTS
}

/** The `joined` event as JSON. It is put together from events that are encoded already. */
export function joinedJson(room: HubRoom, id: number, mode: JoinMode, online: number): string {
  const page = mode === 'reset' ? newestPage(room) : null
  const head = JSON.stringify({ type: 'joined', id, room: room.id, epoch: room.epoch, head: room.written, online, mode })
  if (!page) return head
  const older = (page[0]?.seq ?? 1) > 1
  return `${head.slice(0, -1)},"page":${joinEvents(page.map(event => event.json))},"older":${older}}`
}

/** The newest messages, as many as one write may bring but at least one: what lies before them is asked for. */
function newestPage(room: HubRoom): readonly RecentEvent[] {
  const events = room.recent.slice(room.written - HISTORY_PAGE, room.written)
  let bytes = 0
  const tooOld = events.findLastIndex((event, index) => (bytes += event.bytes) > JOINED_PAGE_MAX_BYTES && index < events.length - 1)
  return events.slice(tooOld + 1)
}

function pieceOf(room: HubRoom, after: number): readonly RecentEvent[] {
  const events = room.recent.slice(after, room.written)
  let bytes = 0
  const end = events.findIndex(event => (bytes += event.bytes) > REPLAY_PIECE_BYTES)
  return end === -1 ? events : events.slice(0, end + 1)
}

/**
 * Writes the events after `seq` to one peer, in pieces of which each waits for the one before to be read. `first` goes in front of
 * the first piece. As soon as the peer has everything up to `room.written`, `enter` is called, without anything in between: not even a promise
 * that is settled already, since another peer's join may bring the room forward in a microtask. Gives false when the peer is gone or read too slowly to be caught up.
 */
export async function replay(room: HubRoom, peer: Peer, seq: number, first: string | null, enter: () => void): Promise<boolean> {
  let at = seq
  let prefix = first === null ? [] : [first]
  while (at < room.written || prefix.length > 0) {
    if (peer.closed || !room.recent.covers(at)) return false
    const piece = pieceOf(room, at)
    if (peer.form === 'app') peer.write(textFrame(joinEvents([...prefix, ...piece.map(event => event.json)])))
    else if (piece.length > 0) peer.write(textFrames(piece.flatMap(event => event.text ?? [])))
    prefix = []
    at = piece.at(-1)?.seq ?? at
    if (at < room.written) await peer.drained()
  }
  if (peer.closed) return false
  enter()
  return true
}
