import type { NoticeEvent } from '#shared/events/notice'
import type { CloseAction } from '#shared/close-codes'
import type { ErrorCode } from '#shared/schemas/frames'
import type { Room, RoomState } from '#shared/schemas/room'
import type { User } from '#shared/schemas/user'
import type { SeenMember } from './room/seen'

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
  /** Why it failed, for the words beside "try again". Null in a failed one: it was taken out of the queue to be edited. */
  readonly error: ErrorCode | null
  /** It waits for more than an answer: for the connection, or for the server to take more. It can be discarded meanwhile. */
  readonly parked: boolean
  /** It waits to be sent and its text can still be changed: the log can't have it yet. */
  readonly editable: boolean
  /** When its text was changed last, Unix ms by the server's clock; null when it is as it was written. */
  readonly editedAt: number | null
  /** An edit or a deletion of it that is not in the log yet. `state` and `error` are then those of the change. */
  readonly change: { readonly kind: 'edit' | 'delete', readonly clientId: string } | null
}

/** A line from outside (a bare Redis publish): live only, without author. */
export interface TimelineLive {
  readonly kind: 'live'
  readonly key: string
  readonly at: number
  readonly text: string
}

/** What happened to the room itself: notices in a row that one sentence can say. */
export interface TimelineNotice {
  readonly kind: 'notice'
  readonly key: string
  readonly at: number
  /** Its words are those of the reader's language. */
  readonly text: ''
  /** At least one, in `seq` order: of one kind, and where something was done to others, by one user. */
  readonly events: readonly [NoticeEvent, ...NoticeEvent[]]
}

export type TimelineItem = TimelineMessage | TimelineLive | TimelineNotice

/** The server takes messages of this room only slowly, or not just now. */
export interface SlowSending {
  /** Messages that wait to be sent in the room. */
  readonly waiting: number
  /** When the next is sent, in ms of the client's clock that nobody can set. */
  readonly retryAt: number
  readonly error: ErrorCode
}

/**
 * A text that will not be sent by itself: its room is gone, it is the edit of a message that is gone, or it was written
 * in this browser under another identity.
 */
export interface UnsentMessage {
  readonly clientId: string
  readonly room: string
  readonly text: string
  readonly at: number
  readonly why: 'room_gone' | 'message_gone' | 'other_person'
  /** The name it was written under, where that was another person's and is known. */
  readonly author: string | null
  /** Whether it can be sent as the person of now: its room is there. */
  readonly sendable: boolean
}

export interface RoomView extends Room, Pick<RoomState, 'role' | 'mutedUntil' | 'with'> {
  /** The room was removed. It stays for as long as it is open; nothing can be sent to it. */
  readonly gone: boolean
  readonly slow: SlowSending | null
  /** `loading` until the first page is known: "empty" is shown only when it is `ready` and has no items. */
  readonly status: 'loading' | 'ready' | 'error'
  readonly items: readonly TimelineItem[]
  /** Null until the server has said. */
  readonly online: number | null
  /** The user has read everything up to this `seq`, here or on another device. Null until that is known. */
  readonly mark: number | null
  readonly unread: number
  /** How far other members have read, by name: of a room that users made, and that is small enough. */
  readonly seen: readonly SeenMember[]
  /** The room is too large to tell who has read: only how many. */
  readonly manySee: boolean
  /** Others who write a message just now. */
  readonly typing: readonly User[]
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
  /** False while the browser says that there is no network and the server has not proved otherwise. */
  readonly online: boolean
  /** When the next attempt starts, in ms of the client's clock that nobody can set (`Clock.elapsed`), while `waiting`. */
  readonly retryAt: number | null
  /** How the last connection ended, when it did. */
  readonly closed: { readonly code: number, readonly then: CloseAction } | null
  /** What the browser must allow before there can be a connection. */
  readonly needs?: 'cookies'
}

/** Why a command was not taken. `gone`: the room is. `not_found`: the message is not shown as one of one's own. */
export type SendProblem = 'empty' | 'too_long' | 'outbox_full' | 'gone' | 'not_found'

export type SendResult
  = | { readonly ok: true, readonly clientId: string }
    | { readonly ok: false, readonly reason: SendProblem }

export type RenameResult = { readonly ok: true } | { readonly ok: false, readonly reason: 'invalid' | 'unavailable' }
