/**
 * Who is online where. People are counted, not connections: several tabs of a person are one, on one process or on many.
 *
 * Each driver MUST count a person as gone when their last connection left, at the latest `PRESENCE_TTL_MS` after the process
 * that held it died; and MUST never make `enter` or `leave` wait or throw.
 */
export interface Presence {
  /** A connection of this person came to the room. Counted: each `enter` has its `leave`. */
  enter(room: string, user: string): void
  leave(room: string, user: string): void
  /** The last known number of people in the room, at once. */
  online(room: string): number
  /** The people in the room, read when asked for. Never rejects: without Redis it is those of this process. */
  among(room: string): Promise<ReadonlySet<string>>
  /** Calls back when a room's number changed, at most once a room and `PRESENCE_INTERVAL_MS`. */
  onChange(listener: (room: string, online: number) => void): void
  /** Another process says that this room changed; `left` names people it no longer holds (whom this one may still hold). */
  refresh(room: string, left?: readonly string[]): void
  close(): Promise<void>
}

/** One presence frame a room and second: what a person can read, and no storm when thousands come back at once. */
export const PRESENCE_INTERVAL_MS = 1_000

/** People of a process that died are forgotten after this. */
export const PRESENCE_TTL_MS = 45_000
