/**
 * Online users per room. Users are counted, not connections: several tabs of a user count once, on one process or on
 * many.
 *
 * Each driver MUST count a user as gone when their last connection left, or at the latest `PRESENCE_TTL_MS` after their
 * process died. It MUST NOT make `enter` or `leave` wait or throw.
 */
export interface Presence {
  /** A connection of this user joined the room. Counted: each `enter` needs its `leave`. */
  enter(room: string, user: string): void
  leave(room: string, user: string): void
  /** The last known number of users in the room, without waiting. */
  online(room: string): number
  /** The users in the room, read now. Never rejects: without Redis it gives the users of this process. */
  among(room: string): Promise<ReadonlySet<string>>
  /** Calls back when a room's number changed, at most once per room and `PRESENCE_INTERVAL_MS`. */
  onChange(listener: (room: string, online: number) => void): void
  /**
   * To be called when another process reports a change in this room. `left` names users that it removed, whom this
   * process may still have.
   */
  refresh(room: string, left?: readonly string[]): void
  close(): Promise<void>
}

/** One presence frame per room and second: as fast as a user can read, and no storm when thousands return at once. */
export const PRESENCE_INTERVAL_MS = 1_000

/** Users of a dead process are forgotten after this. */
export const PRESENCE_TTL_MS = 45_000
