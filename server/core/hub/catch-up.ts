import { REPLAY_MAX_EVENTS } from '#shared/limits'
import type { Position } from '#shared/schemas/room'
import type { Peer } from './peer'
import type { HubRoom } from './room'
import type { StepQueue } from './step-queue'
import { textFrameParts } from '../wire/ws-frame'

export type JoinMode = 'resumed' | 'reset'

/** Whether memory has all events that a client needs after this position. */
export function canResume(room: HubRoom, position: Position | undefined): position is Position {
  return position !== undefined
    && position.epoch === room.epoch
    && position.seq <= room.written
    && room.written - position.seq <= REPLAY_MAX_EVENTS
}

/** The `joined` event as JSON, without the bracket that closes it. */
function joinedStart(
  room: HubRoom, id: number, mode: JoinMode, online: number, unread?: number, mentions?: readonly number[],
): string {
  const { id: roomId, epoch, written: head } = room
  const joined = { type: 'joined', id, room: roomId, epoch, head, online, mode, unread }
  return JSON.stringify(mentions && mentions.length > 0 ? { ...joined, mentions } : joined).slice(0, -1)
}

/**
 * The `joined` frame of a client that starts over from the newest page.
 * @param unread messages of others that the user has not read, if the client asked for the count
 * @param mentions which of them mention the user
 */
export function resetFrame(
  room: HubRoom, id: number, online: number, unread?: number, mentions?: readonly number[],
): [Buffer, Buffer] {
  const { older, body } = room.encoded.page(room.written)
  return textFrameParts(`[${joinedStart(room, id, 'reset', online, unread, mentions)},"older":${older},"page":[`, body)
}

/** The start of the frame that a resumed client gets first. The first events follow in the same frame. */
export function resumedStart(room: HubRoom, id: number, online: number): string {
  return `[${joinedStart(room, id, 'resumed', online)}}`
}

/** The next write to a peer that has everything up to `after`: a piece of events, behind `start` if there is one. */
function nextPiece(
  room: HubRoom,
  peer: Peer,
  after: number,
  start: string | null,
): { readonly last: number, readonly parts: readonly Buffer[] } {
  const { last, body } = room.encoded.piece(peer.wire, after, room.written)
  if (peer.wire === 'plain') return { last, parts: body ? [body] : [] }
  if (!body) return { last, parts: start === null ? [] : textFrameParts(start, CLOSING_BRACKET) }
  return { last, parts: textFrameParts(start === null ? '[' : `${start},`, body) }
}

const CLOSING_BRACKET = Buffer.from(']')

/** How a catch-up begins. It is decided when the peer is served, not when the peer asks. */
export interface Beginning {
  /** The peer has everything up to here. */
  readonly at: number
  /** Written first. */
  readonly frame?: readonly Buffer[]
  /** Written in front of the first events, or alone if there are none. */
  readonly start?: string
}

/** The facts about one peer that `catchUp` decides by. */
export interface CatchUp {
  readonly room: HubRoom
  readonly peer: Peer
  readonly steps: StepQueue
  /** Called before each write, in the same tick. Throws if the peer may no longer be in the room. */
  readonly authorizeEntry: () => void
  /** Null while the beginning is unknown: then nothing is written and the peer does not enter. */
  readonly begin: () => Beginning | null
  readonly enter: () => void
}

export interface CaughtUp {
  /** False if the peer is gone, memory does not hold the next event, or `begin` gave null. */
  readonly entered: boolean
  /** The peer has everything up to here. */
  readonly at: number
  /** Bytes that were written. */
  readonly bytes: number
}

/**
 * Writes the events after a position to one peer, in pieces. Each piece waits until the peer has read the one before,
 * and until the step queue serves this peer. `enter` is called in the same step in which the peer has everything up to
 * `room.written`. The room delivers all later events to the peer, so no event can fall between.
 * @throws what `authorizeEntry` throws
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

function step({ room, peer, authorizeEntry, begin, enter }: CatchUp, progress: Progress): void {
  if (!peer.closed) authorizeEntry()
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
