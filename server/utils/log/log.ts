import type { LogEvent, Message } from '#shared/schemas/event'
import type { User } from '#shared/schemas/user'

/** A message that is not in the log yet. `at` (Unix ms) and `id` are given before the append, so that a driver only orders and stores. */
export interface MessageDraft {
  readonly room: string
  readonly id: string
  readonly author: User
  readonly at: number
  readonly text: string
  /** The sender's own id. With one, an append is idempotent by (room, author, client id). */
  readonly clientId?: string
}

export interface Appended {
  /** The event as it is in the log. For a repeated client id this is the first one, with its first `seq`, `id`, `at` and text. */
  readonly event: LogEvent
  /** True when the client id was in the log already: nothing was written, nobody needs to be told. */
  readonly repeated: boolean
}

/** Where a room's log begins and ends. */
export interface Head {
  /** Names this incarnation of the log. Changes on restore, so that an old position can't look valid. */
  readonly epoch: string
  /** `seq` of the last event, 0 in an empty room. */
  readonly lastSeq: number
  /** `seq` of the oldest event still kept; `lastSeq + 1` when there is none. Later than 1 once retention has run. */
  readonly firstSeq: number
}

/**
 * The log of all rooms: the truth that everybody is told from. Drivers: SQLite (embedded) and PostgreSQL.
 *
 * Each driver MUST:
 * - give a room's events `seq` 1, 2, 3 … without gap, in commit order, however many processes append;
 * - resolve `append` only after the event is durable (it survives `kill -9` and a power cut);
 * - write the event and the present state of its message in one transaction;
 * - for a client id that (room, author) used before, give the first event again and write nothing;
 * - never show an event to a reader before every event of the room with a lower `seq`;
 * - fail temporary trouble (full disk, lost connection) with `LogUnavailableError` and recover by itself when it is over.
 */
export interface Log {
  /** Creates the rooms that do not exist, each with an epoch of its own. Rooms that exist are left alone. */
  ensureRooms(rooms: readonly string[]): Promise<void>
  /** Appends one message. Rejects with `UnknownRoomError` or `LogUnavailableError`. */
  append(draft: MessageDraft): Promise<Appended>
  /** Events with `seq` above the given one, in order, at most `limit`. */
  after(room: string, seq: number, limit: number): Promise<LogEvent[]>
  /** The newest messages below `seq` (all, when it is null), in order, at most `limit`. */
  before(room: string, seq: number | null, limit: number): Promise<Message[]>
  /** Messages around `seq`: half of `limit` up to and including it, half after it, in order. */
  around(room: string, seq: number, limit: number): Promise<Message[]>
  /** Heads of many rooms in one query. A room that does not exist is missing from the map. */
  heads(rooms: readonly string[]): Promise<Map<string, Head>>
  /** Whether writes work now, for `/readyz`; `detail` is a sentence for the operator. */
  state(): LogState
  /** Ends after what was queued is committed. */
  close(): Promise<void>
}

export interface LogState {
  readonly kind: 'sqlite' | 'postgres'
  readonly writable: boolean
  readonly detail?: string
}

/**
 * The log can't be reached or written just now; the same call may be tried again. An append that fails so is not stored, or its answer
 * was lost on the way: tried again with its client id it is stored once in both cases.
 */
export class LogUnavailableError extends Error {
  override readonly name = 'LogUnavailableError'
}

/** There is no such room in the log. */
export class UnknownRoomError extends Error {
  override readonly name = 'UnknownRoomError'
}

/** The log can't be opened at all. `message` says what is wrong and what to do; the process must not start. */
export class LogStartError extends Error {
  override readonly name = 'LogStartError'
}
