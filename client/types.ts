import type { KeptChange } from '#shared/commands'
import type { Message } from '#shared/events/message'
import type { NoticeEvent } from '#shared/events/notice'
import type { CloseAction } from '#shared/close-codes'
import type { ErrorCode } from '#shared/schemas/frames'
import type { Room, RoomState } from '#shared/schemas/room'
import type { User } from '#shared/schemas/user'
import type { SeenMember } from './room/seen'

/** The state of a message: waiting for its acknowledgement, in the log, or refused until the user retries. */
export type SendState = 'sending' | 'sent' | 'failed'

/** What the list shows of a message in the log as it is there. */
type Shown = Readonly<Omit<Message, 'room' | 'seq' | 'id' | 'clientId' | 'rev' | 'editedAt'>>

/** One entry of the list, in display order. `key` is stable from the moment of sending to the end of the list. */
export interface TimelineMessage extends Shown {
  readonly kind: 'message'
  readonly key: string
  /** Null until the log assigned one. */
  readonly seq: number | null
  readonly clientId: string | null
  readonly mine: boolean
  /** Unix ms; by the server's clock once sent. */
  readonly at: number
  /** Another user, whom the user does not block, mentions the user. */
  readonly callsMe: boolean
  readonly state: SendState
  /**
   * The refusal, for the text beside "Try again". Null in a failed one: the user took it out of the queue to edit it.
   */
  readonly error: ErrorCode | null
  /**
   * It waits for more than an answer: for the connection, or for the server to take more. The user can discard it
   * meanwhile.
   */
  readonly parked: boolean
  /** It waits to be sent, and its text can still be changed: the log can't have it yet. */
  readonly editable: boolean
  /** Time of the last edit, Unix ms by the server's clock; null if it was never edited. */
  readonly editedAt: number | null
  /** A pending change of the message. `state` and `error` are then those of the change. */
  readonly change: { readonly kind: KeptChange['kind'], readonly clientId: string } | null
}

/** An external line (a bare Redis publish): live only, without author. */
export interface TimelineLive {
  readonly kind: 'live'
  readonly key: string
  readonly at: number
  readonly text: string
}

/** Notices in a row that one sentence can say: what happened to the room itself. */
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

/** The server accepts messages of this room only slowly, or not at the moment. */
export interface SlowSending {
  /** Messages that wait to be sent in the room. */
  readonly waiting: number
  /** When the next one is sent, in ms of the client's monotonic clock. */
  readonly retryAt: number
  readonly error: ErrorCode
}

/**
 * A text that will not be sent by itself: its room is removed, its message is deleted, or it was written in this
 * browser under another identity.
 */
export interface UnsentMessage {
  readonly clientId: string
  readonly room: string
  readonly text: string
  readonly at: number
  readonly why: 'room_gone' | 'message_gone' | 'other_person'
  /** The author's name, if it was another user and is known. */
  readonly author: string | null
  /** Whether the present user can send it: its room is there. */
  readonly sendable: boolean
}

export interface RoomView extends Room, Pick<RoomState, 'role' | 'mutedUntil' | 'with' | 'notify' | 'favourite'> {
  /** The room was removed. It stays in the list while it is open, but nothing can be sent to it. */
  readonly gone: boolean
  readonly slow: SlowSending | null
  /** `loading` until the first page is known. A page may only say "empty" when it is `ready` and has no items. */
  readonly status: 'loading' | 'ready' | 'error'
  /** The newest of the room, or what a reader has around them who is far above. */
  readonly items: readonly TimelineItem[]
  /** The newest of the room, whatever the reader looks at. */
  readonly newest: readonly TimelineItem[]
  /** Null until the server reported it. */
  readonly online: number | null
  /** The user has read everything up to this `seq`, here or on another device. Null until it is known. */
  readonly mark: number | null
  readonly unread: number
  /** Unread messages that mention the user. */
  readonly mentions: number
  /** How far other members have read, by name, in a small room that users made. */
  readonly seen: readonly SeenMember[]
  /** The room is too large for names of readers: only their number is known. */
  readonly manySee: boolean
  /** Other users who are typing. */
  readonly typing: readonly User[]
  /** The user's mark when the room was opened. The divider for unread messages follows it. Null: no divider. */
  readonly newSinceSeq: number | null
  /**
   * The place of the divider is still unknown, since missed messages are on their way. Meanwhile nothing counts as
   * read.
   */
  readonly opening: boolean
  readonly older: boolean
  readonly olderStatus: 'idle' | 'loading' | 'error'
  /** The log goes on below `items`: the newest are elsewhere. */
  readonly newer: boolean
  readonly newerStatus: RoomView['olderStatus']
}

export type ConnectionStatus = 'idle' | 'connecting' | 'open' | 'waiting' | 'offline' | 'stopped'

export interface ConnectionView {
  readonly status: ConnectionStatus
  /** False while the browser says that it is offline and the server has not proved otherwise. */
  readonly online: boolean
  /** When the next attempt starts while `waiting`, in ms of the client's monotonic clock (`Clock.elapsed`). */
  readonly retryAt: number | null
  /** How the last connection ended, if it did. */
  readonly closed: { readonly code: number, readonly then: CloseAction } | null
  /** What the browser must allow before the client can connect. */
  readonly needs?: 'cookies'
}

/**
 * Why a command was not accepted. `gone`: the room is removed. `not_found`: the message is not shown as one of the
 * user.
 */
export type SendProblem = 'empty' | 'too_long' | 'outbox_full' | 'gone' | 'not_found'

export type SendResult
  = | { readonly ok: true, readonly clientId: string }
    | { readonly ok: false, readonly reason: SendProblem }

export type RenameResult = { readonly ok: true } | { readonly ok: false, readonly reason: 'invalid' | 'unavailable' }
