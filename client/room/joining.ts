/** A `join` without an answer within this time is sent again, under a new id. */
export const JOIN_DEADLINE_MS = 10_000

/**
 * A head may be reported before its events arrive, since they wait for the next batch. Only after this time it counts
 * as a loss.
 */
export const HEAD_GRACE_MS = 1_000

/** Longest wait between joins without progress. */
export const JOIN_BACKOFF_LONGEST_MS = 60_000

const JOIN_BACKOFF_FIRST_MS = 1_000

/** `connect`: the first join on this socket. `gap`: events are missing between the position and those that arrived. */
export type JoinCause = 'connect' | 'gap'

/**
 * When a room must be joined (again). At most one request is in flight; answers to others are ignored. Times in ms of a
 * monotonic clock.
 */
export interface Joining {
  readonly request: number | null
  /** Without a request in flight: when to send the next one. With one: when to give it up. Null: nothing to do. */
  readonly dueAt: number | null
  readonly cause: JoinCause
  /** Answers in a row without progress: a reset, or a gap that stayed. */
  readonly fruitless: number
  readonly answeredAt: number
  /** Whether this socket has joined. */
  readonly joined: boolean
}

export const NOT_JOINED: Joining = {
  request: null,
  dueAt: null,
  cause: 'connect',
  fruitless: 0,
  answeredAt: 0,
  joined: false,
}

/**
 * Schedules a join, at the earliest in `graceMs`. The wait grows with the joins in a row without progress, so that a
 * server that answers `reset` for ever is asked once per minute and not in a loop.
 */
export function wantJoin(joining: Joining, cause: JoinCause, now: number, random: number, graceMs = 0): Joining {
  if (joining.request !== null) return joining // its answer will bring the missing events
  const forgiven = now - joining.answeredAt > 2 * JOIN_BACKOFF_LONGEST_MS
  const fruitless = forgiven ? 0 : joining.fruitless
  const dueAt = Math.min(joining.dueAt ?? Infinity, now + Math.max(graceMs, joinDelayMs(fruitless, random)))
  return { ...joining, fruitless, dueAt, cause: joining.dueAt === null ? cause : joining.cause }
}

/** The first join after one without progress is still sent at once: a single reset is normal. */
export function joinDelayMs(fruitless: number, random: number): number {
  if (fruitless < 2) return 0
  return Math.round(Math.min(JOIN_BACKOFF_LONGEST_MS, JOIN_BACKOFF_FIRST_MS * 2 ** (fruitless - 2)) * (1 + random) / 2)
}

export function isJoinDue(joining: Joining, now: number): boolean {
  return joining.dueAt !== null && joining.dueAt <= now
}

export function joinSent(joining: Joining, request: number, now: number): Joining {
  const unanswered = joining.request === null ? 0 : 1
  return { ...joining, request, dueAt: now + JOIN_DEADLINE_MS, fruitless: joining.fruitless + unanswered }
}

export function joinAnswered(joining: Joining, mode: 'resumed' | 'reset', now: number): Joining {
  const forward = mode === 'resumed' && joining.cause === 'connect'
  return {
    ...joining,
    request: null,
    dueAt: null,
    answeredAt: now,
    joined: true,
    fruitless: forward ? 0 : joining.fruitless + 1,
  }
}

/** The server can't answer now: the join is repeated after the server's wait or the back-off, whichever is longer. */
export function joinPostponed(joining: Joining, retryAfterMs: number, now: number, random: number): Joining {
  const fruitless = joining.fruitless + 1
  const ms = Math.max(retryAfterMs, joinDelayMs(fruitless + 1, random))
  return { ...joining, request: null, fruitless, answeredAt: now, dueAt: now + ms }
}

/** The server will not answer: no join until the next connection. */
export function joinRefused(joining: Joining): Joining {
  return { ...joining, request: null, dueAt: null }
}

/** An event was applied in order: the trouble is over, and the reported head may have been reached. */
export function joinProgressed(joining: Joining): Joining {
  return { ...joining, fruitless: 0 }
}

/** Nothing is missing any more: a scheduled join is not needed. */
export function joinUnneeded(joining: Joining): Joining {
  return joining.request === null && joining.joined ? { ...joining, dueAt: null } : joining
}

export function joinLost(joining: Joining): Joining {
  return { ...joining, request: null, dueAt: null, joined: false }
}
