import type { CloseAction } from '#shared/close-codes'
import type { ErrorCode } from '#shared/schemas/frames'
import type { Room } from '#shared/schemas/room'
import type { User } from '#shared/schemas/user'

/** How a message stands: waiting for its acknowledgement, in the log, or refused until a person tries again. */
export type SendState = 'sending' | 'sent' | 'failed'

/** One entry of the list, in the order in which it is shown. `key` is stable from the moment of sending to the end of the list's life. */
export interface TimelineMessage {
  readonly kind: 'message'
  readonly key: string
  /** Null until the log has given one. */
  readonly seq: number | null
  readonly clientId: string | null
  readonly author: User
  readonly mine: boolean
  /** Unix ms; by the server's clock once sent. */
  readonly at: number
  readonly text: string
  readonly state: SendState
  /** Why it failed, for the words beside "try again". */
  readonly error: ErrorCode | null
}

/** A line from outside (a bare Redis publish): live only, without author. */
export interface TimelineLive {
  readonly kind: 'live'
  readonly key: string
  readonly at: number
  readonly text: string
}

export type TimelineItem = TimelineMessage | TimelineLive

export interface RoomView extends Room {
  /** `loading` until the first page is known: "empty" is shown only when it is `ready` and has no items. */
  readonly status: 'loading' | 'ready' | 'error'
  readonly items: readonly TimelineItem[]
  /** Null until the server has said. */
  readonly online: number | null
  readonly unread: number
  /** Up to here the person had read when they opened this room; the "new since you were here" line stands after it. Null: no line. */
  readonly newSinceSeq: number | null
  /** It is not known yet where that line stands, since what was missed is still on its way: nothing that is shown meanwhile counts as read. */
  readonly opening: boolean
  readonly older: boolean
  readonly olderStatus: 'idle' | 'loading' | 'error'
}

export type ConnectionStatus = 'idle' | 'connecting' | 'open' | 'waiting' | 'offline' | 'stopped'

export interface ConnectionView {
  readonly status: ConnectionStatus
  /** When the next attempt starts (Unix ms of this browser), while `waiting`. */
  readonly retryAt: number | null
  /** How the last connection ended, when it did. */
  readonly closed: { readonly code: number, readonly then: CloseAction } | null
  /** What the browser must allow before there can be a connection. */
  readonly needs?: 'cookies'
}

export type SendResult = { readonly ok: true, readonly clientId: string } | { readonly ok: false, readonly reason: 'empty' | 'too_long' | 'outbox_full' }

export type RenameResult = { readonly ok: true } | { readonly ok: false, readonly reason: 'invalid' | 'unavailable' }
