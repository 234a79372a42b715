import type { Room } from '#shared/schemas/room'
import type { Session } from '#shared/schemas/user'
import type { Attention, Clock, Hints, SharedValues, Signals, Locks, WebSocketLike } from './environment'
import type { Fetch } from './http'
import type { ClientStore } from './store/store'

export interface ChatClientOptions {
  readonly session: Session
  readonly rooms: readonly Room[]
  /** The room that is open at first; the first one when not given or unknown. */
  readonly active?: string
  /**
   * Opens a socket to `/wb?feed=FEED` with `SUBPROTOCOL`. Called once for each attempt. `feed` says which list of rooms
   * the client has, or that it has none: without it, the server sends the whole list each time.
   */
  readonly socket: (feed: string) => WebSocketLike
  readonly fetch?: Fetch
  /** Prefix of HTTP URLs; empty in a page. */
  readonly origin?: string
  readonly clock?: Clock
  /** In [0, 1). */
  readonly random?: () => number
  /** Gives the client ids of messages. */
  readonly newId?: () => string
  readonly signals?: Signals
  readonly attention?: Attention
  readonly store?: ClientStore
  readonly values?: SharedValues
  readonly hints?: Hints
  readonly locks?: Locks
  /** See `BACKGROUND_MESSAGES_MAX`; `Infinity` keeps all. */
  readonly backgroundMessagesMax?: number
  /** See `OPEN_MESSAGES_MAX`; `Infinity` keeps all. */
  readonly openMessagesMax?: number
  /** Rooms that are followed message by message; see `FOLLOWED_BESIDE_HEADS`. */
  readonly followedMax?: number
  /**
   * The browser's cookie is another user's, while the user of this client has no name yet and nothing to send. The
   * client has ended its connection; its owner starts one for the other user. Without this, the connection ends with
   * `CLOSE.POLICY`.
   */
  readonly onOtherUser?: () => void
}

/** Counts of what happened so far, for tests and diagnostics. */
export interface Diagnostics {
  /** Events and frames that could not be understood. */
  ignored: number
  resets: number
  holes: number
  joins: number
  /** Writes to the store that failed. */
  unsaved: number
}
