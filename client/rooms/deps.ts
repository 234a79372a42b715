import type { ClientFrame, ServerEvent } from '#shared/schemas/frames'
import type { HistoryPage, HistoryPlace } from '#shared/schemas/http'
import type { RoomState } from '#shared/schemas/room'
import type { RoomList, SeenBy } from '#shared/schemas/rooms'
import type { User } from '#shared/schemas/user'
import type { Clock, SharedValues, Locks } from '../environment'
import type { Outbox } from '../outbox/outbox'
import type { ClientStore } from '../store/store'

export type Frame<Type extends ServerEvent['type']> = Extract<ServerEvent, { type: Type }>

/** What all rooms of a client work with. */
export interface RoomsDeps {
  readonly clock: Clock
  readonly random: () => number
  readonly store: ClientStore
  readonly values: SharedValues
  readonly locks: Locks
  readonly outbox: Outbox
  /** Messages that a room keeps if it is not open, or is open with the reader at its end. */
  readonly keep: { readonly background: number, readonly open: number }
  me(): User
  isBlocked(person: string): boolean
  /** See `ChatClientOptions`. */
  readonly followedMax?: number | undefined
  keepsMarks(): boolean
  send(frame: ClientFrame): boolean
  fetchPage(room: string, place: HistoryPlace): Promise<HistoryPage | null>
  /** All rooms of the user; null if the request failed. */
  fetchList(): Promise<RoomList | null>
  /** One room of the user; `gone` if the user may not read it, null if the request failed. */
  fetchRoom(id: string): Promise<RoomState | 'gone' | null>
  fetchSeen(room: string, seq: number): Promise<SeenBy | null>
  /** A message that was sent under this client id is in the log. */
  seen(author: string, clientId: string): void
  count(what: 'resets' | 'holes' | 'joins'): void
  changed(): void
  /** Runs several changes, and notifies listeners once. */
  batch(run: () => void): void
}
