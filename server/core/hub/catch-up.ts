import { REPLAY_MAX_EVENTS } from '#shared/limits'
import type { Position } from '#shared/schemas/room'
import type { Peer } from './peer'
import type { HubRoom } from './room'
import type { StepQueue } from './step-queue'
import { textFrameParts } from '../wire/ws-frame'

export type JoinMode = 'resumed' | 'reset'

/** Whether a client at this position can be continued event by event, as far as is known without the log. */
export function canResume(room: HubRoom, position: Position | undefined): position is Position {
  return position !== undefined
    && position.epoch === room.epoch
    && position.seq <= room.written
    && room.written - position.seq <= REPLAY_MAX_EVENTS
}

/** The `joined` event as JSON, without the bracket that closes it. */
function joinedStart(room: HubRoom, id: number, mode: JoinMode, online: number, unread?: number): string {
  const { id: roomId, epoch, written: head } = room
  return JSON.stringify({ type: 'joined', id, room: roomId, epoch, head, online, mode, unread }).slice(0, -1)
}

/**
 * The `joined` frame of a client that begins with the newest page.
 * @param unread messages of others that the client has not read, where it asked
 */
export function resetFrame(room: HubRoom, id: number, online: number, unread?: number): [Buffer, Buffer] {
  const { older, body } = room.encoded.page(room.written)
  return textFrameParts(`[${joinedStart(room, id, 'reset', online, unread)},"older":${older},"page":[`, body)
}

/** What stands before the first event that a continued client gets, in the same frame. */
export function resumedStart(room: HubRoom, id: number, online: number): string {
  return `[${joinedStart(room, id, 'resumed', online)}}`
}

/** What goes out next to a peer that has everything up to `after`: the next piece of events, behind `start` where there is one. */
function nextPiece(room: HubRoom, peer: Peer, after: number, start: string | null): { readonly last: number, readonly parts: readonly Buffer[] } {
  const { last, body } = room.encoded.piece(peer.form, after, room.written)
  if (peer.form === 'plain') return { last, parts: body ? [body] : [] }
  if (!body) return { last, parts: start === null ? [] : textFrameParts(start, CLOSING_BRACKET) }
  return { last, parts: textFrameParts(start === null ? '[' : `${start},`, body) }
}

const CLOSING_BRACKET = Buffer.from(']')

/** How a catch-up begins, decided when it is its turn. */
export interface Beginning {
  /** The peer has everything up to here. */
  readonly at: number
  /** Goes out first. */
  readonly frame?: readonly Buffer[]
  /** Goes along with the first events, or alone where there are none. */
  readonly start?: string
}

/** How a peer is caught up; when it has everything, `enter` is called. */
export interface CatchUp {
  readonly room: HubRoom
  readonly peer: Peer
  readonly steps: StepQueue
  /** Asked in the tick of each write, before it. Throws where the peer may not be in the room (any more). */
  readonly demandEntry: () => void
  /** Null where it is not known yet how to begin: nothing is written, and the peer does not enter. */
  readonly begin: () => Beginning | null
  readonly enter: () => void
}

export interface CaughtUp {
  /** False when the peer is gone, when memory does not hold what comes next, or when `begin` gave nothing. */
  readonly entered: boolean
  /** The peer has everything up to here. */
  readonly at: number
  /** Bytes that were written. */
  readonly bytes: number
}

/**
 * Writes the events after a position to one peer, in pieces: each waits for the peer to read the one before, and for its turn among all peers. In
 * the very step in which the peer has everything up to `room.written`, `enter` is called: whatever the room delivers after that reaches the peer, so
 * there is no moment in which an event could be missed.
 * @throws what `demandEntry` throws
 */
export async function catchUp(what: CatchUp): Promise<CaughtUp> {
  const progress: Progress = { state: 'begin', at: -1, bytes: 0 }
  while (progress.state === 'begin' || progress.state === 'more') {
    await what.peer.drained()
    await what.steps.run(what.peer, () => step(what, progress))
  }
  return { entered: progress.state === 'entered', at: progress.at, bytes: progress.bytes }
}

interface Progress {
  state: 'begin' | 'more' | 'entered' | 'lost'
  at: number
  bytes: number
}

function step({ room, peer, demandEntry, begin, enter }: CatchUp, progress: Progress): void {
  if (!peer.closed) demandEntry()
  const beginning = progress.state === 'begin' && !peer.closed ? begin() : null
  progress.state = 'lost'
  if (peer.closed || (progress.at < 0 && !beginning)) return
  if (beginning) progress.at = beginning.at
  if (beginning?.frame) write(peer, beginning.frame, progress)
  if (!room.recent.covers(progress.at)) return
  const start = beginning?.start ?? null
  if (progress.at < room.written || start !== null) {
    const { last, parts } = nextPiece(room, peer, progress.at, start)
    write(peer, parts, progress)
    progress.at = last
  }
  if (peer.closed) return
  progress.state = progress.at < room.written ? 'more' : 'entered'
  if (progress.state === 'entered') enter()
}

function write(peer: Peer, parts: readonly Buffer[], progress: Progress): void {
  if (parts.length > 0) peer.write(...parts)
  for (const part of parts) progress.bytes += part.length
}
