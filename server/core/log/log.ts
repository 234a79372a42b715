import type { KnownEvent, LogEvent } from '#shared/events'
import type { Message } from '#shared/events/message'
import type { NoticeEvent } from '#shared/events/notice'
import type { Appended, EventDraft } from './draft'

export type { Appended, EventDraft } from './draft'

/** Where a room's log begins and ends. */
export interface Head {
  /** Names this incarnation of the log. A restore changes it, so that an old position can't look valid. */
  readonly epoch: string
  /** `seq` of the last event, 0 in an empty room. */
  readonly lastSeq: number
  /** `seq` of the oldest event that is kept; `lastSeq + 1` if none is. Above 1 once retention has run. */
  readonly firstSeq: number
  /** Grows when a user of the room loses a right. See `EventDraft.access`. */
  readonly access: number
}

/** Messages read for one count. For a user who writes and never reads, the count passes over their own messages. */
export const COUNT_SEEN_MAX = 100_000

/**
 * The log of all rooms: the source of truth. Drivers: SQLite (embedded) and PostgreSQL.
 * Each driver MUST:
 * - give a room's events `seq` 1, 2, 3 … without gap, in commit order, however many processes append;
 * - resolve `append` only after the event is durable (it survives `kill -9` and a power cut);
 * - write the event and the present state of its message in one transaction, as `applyChange` has it;
 * - for a client id that (room, author) used before, give the first event again, whatever its kind, and write nothing;
 * - hold nothing of what a message and its edits said once its delete is committed: their events become `redacted`;
 * - store an edit that finds no message of its author as `redacted` at once;
 * - never show an event to a reader before every event of the room with a lower `seq`;
 * - fail temporary trouble (full disk, lost connection) with `LogUnavailableError` and recover by itself when it is
 *   over;
 * - fail damage of what it holds with `LogDamagedError`, and say so in its state;
 * - store the other messages of a commit when one of them can't be stored, and fail that one with `UnstorableError`.
 */
export interface Log {
  /** Creates the rooms that do not exist, each with an epoch of its own. Rooms that exist are left alone. */
  ensureRooms(rooms: readonly string[]): Promise<void>
  /**
   * Appends one event. Rejects with `UnknownRoomError`, `UnknownTargetError`, `StaleAccessError`, `UnstorableError`,
   * `LogDamagedError` or `LogUnavailableError`. It takes changes that are not valid, too: they have a place in the log
   * and no effect.
   */
  append(draft: EventDraft): Promise<Appended>
  /**
   * Events with `seq` above the given one, in order, at most `limit`: also those of a kind that this build does not
   * know.
   */
  after(room: string, seq: number, limit: number): Promise<LogEvent[]>
  /** The newest messages below `seq` (all, when it is null), in order, at most `limit`. */
  before(room: string, seq: number | null, limit: number): Promise<Message[]>
  /** The oldest messages above `seq`, in order, at most `limit`. */
  messagesAfter(room: string, seq: number, limit: number): Promise<Message[]>
  /** The newest notices with a `seq` from `from` on and below `below`, in order, at most `limit`. */
  notices(room: string, from: number, below: number, limit: number): Promise<NoticeEvent[]>
  /** The message with this `seq` as it stands now. Null when there is none (any more), or its row is damaged. */
  message(room: string, seq: number): Promise<Message | null>
  /**
   * How many messages of other authors are there now above `seq`, and up to `upTo` where it is given: exact up to
   * `UNREAD_COUNT_MAX`, at which it stops.
   */
  countAfter(room: string, seq: number, exceptAuthor: string, upTo?: number): Promise<number>
  /** The event that this author was acknowledged under the client id. Null where there was none. */
  answered(room: string, authorId: string, clientId: string): Promise<KnownEvent | null>
  /** Heads of many rooms in one query. A room that does not exist is missing from the map. */
  heads(rooms: readonly string[]): Promise<Map<string, Head>>
  /** Whether writes work now, for `/readyz`; `detail` is a sentence for the operator. */
  state(): LogState
  /** Ends after what was queued is committed. */
  close(): Promise<void>
}

/**
 * What is wrong with a log: it can't be reached or written just now (`unavailable`), its files are not where they were
 * (`files`), or what it holds is damaged (`damaged`). Only the first passes without an operator.
 */
export const LOG_PROBLEMS = ['unavailable', 'files', 'damaged'] as const
export type LogProblem = typeof LOG_PROBLEMS[number]

export interface LogState {
  readonly kind: 'sqlite' | 'postgres'
  readonly writable: boolean
  /** Damage stays until a restart, though other messages can still be read and written. */
  readonly problem?: LogProblem
  readonly detail?: string
  /** Calls that met damage since the start. */
  readonly damage?: number
}

/** Whether the log can do all that it is asked. */
export function isLogReady({ writable, problem }: LogState): boolean {
  return writable && problem === undefined
}

/**
 * The log can't be reached or written just now; the same call may be tried again. An append that fails so is not
 * stored, or its answer was lost on the way: tried again with its client id it is stored once in both cases.
 */
export class LogUnavailableError extends Error {
  override readonly name = 'LogUnavailableError'

  constructor(message: string, options?: ErrorOptions, readonly problem: 'unavailable' | 'files' = 'unavailable') {
    super(message, options)
  }
}

/**
 * What the log holds is damaged. To try again does not help: an operator has to restore a backup. An append that fails
 * so is not stored.
 */
export class LogDamagedError extends Error {
  override readonly name = 'LogDamagedError'
}

/** The log refuses this one message for good, whenever it comes. It is not stored. */
export class UnstorableError extends Error {
  override readonly name = 'UnstorableError'
}

/** There is no such room in the log. */
export class UnknownRoomError extends Error {
  override readonly name = 'UnknownRoomError'
}

/** A change of an event that the room does not have yet. It is not stored: each change follows its target. */
export class UnknownTargetError extends Error {
  override readonly name = 'UnknownTargetError'
}

/** A right in the room was taken since the permission of the draft was decided. It is not stored: decide again. */
export class StaleAccessError extends Error {
  override readonly name = 'StaleAccessError'
}

/** The log can't be opened at all. `message` says what is wrong and what to do; the process must not start. */
export class LogStartError extends Error {
  override readonly name = 'LogStartError'
}
