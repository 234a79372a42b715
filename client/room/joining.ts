/** A `join` that is not answered within this time is sent again, under a new id. */
export const JOIN_DEADLINE_MS = 10_000

/** A head may be told before the events up to it arrive, since those wait for the next write: only after this is it taken as a loss. */
export const HEAD_GRACE_MS = 1_000

/** Longest wait between joins that bring nothing forward. */
export const JOIN_BACKOFF_LONGEST_MS = 60_000

const JOIN_BACKOFF_FIRST_MS = 1_000

/** `connect`: first on this socket. `hole`: something between the position and what arrived is missing. */
export type JoinCause = 'connect' | 'hole'

/** When a room is to be joined (again). At most one request is in flight; answers to others are ignored. Times are those of a clock that nobody can set, in ms. */
export interface Joining {
  readonly request: number | null
  /** Without a request in flight: when to send the next; with one: when to give it up. Null: nothing to do. */
  readonly dueAt: number | null
  readonly cause: JoinCause
  /** Answers in a row that brought nothing forward: a reset, or a hole that stayed. */
  readonly fruitless: number
  readonly answeredAt: number
  /** Whether this socket is joined. */
  readonly joined: boolean
}

export const NOT_JOINED: Joining = { request: null, dueAt: null, cause: 'connect', fruitless: 0, answeredAt: 0, joined: false }

/**
 * Wants a join, `graceMs` from now at the earliest. The more joins in a row brought nothing forward, the longer it waits, so that a server
 * that answers `reset` for ever is asked once a minute and not in a loop.
 */
export function wantJoin(joining: Joining, cause: JoinCause, now: number, random: number, graceMs = 0): Joining {
  if (joining.request !== null) return joining // its answer will bring all that is missing
  const forgiven = now - joining.answeredAt > 2 * JOIN_BACKOFF_LONGEST_MS
  const fruitless = forgiven ? 0 : joining.fruitless
  const dueAt = Math.min(joining.dueAt ?? Infinity, now + Math.max(graceMs, joinDelayMs(fruitless, random)))
  return { ...joining, fruitless, dueAt, cause: joining.dueAt === null ? cause : joining.cause }
}

/** The first join after a fruitless one is still sent at once: a reset alone is nothing unusual. */
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
  return { ...joining, request: null, dueAt: null, answeredAt: now, joined: true, fruitless: forward ? 0 : joining.fruitless + 1 }
}

/** The server can't answer now: the same is asked again after its own wait or the back-off, whichever is longer. */
export function joinPostponed(joining: Joining, retryAfterMs: number, now: number, random: number): Joining {
  const fruitless = joining.fruitless + 1
  const ms = Math.max(retryAfterMs, joinDelayMs(fruitless + 1, random))
  return { ...joining, request: null, fruitless, answeredAt: now, dueAt: now + ms }
}

/** The server will not answer: nothing more until the next connection. */
export function joinRefused(joining: Joining): Joining {
  return { ...joining, request: null, dueAt: null }
}

/** An event was applied in its order: whatever was wrong is over, and a head that looked like a loss may have been reached. */
export function joinProgressed(joining: Joining): Joining {
  return { ...joining, fruitless: 0 }
}

/** Nothing is missing any more: a join that waits for its time is not needed. */
export function joinUnneeded(joining: Joining): Joining {
  return joining.request === null && joining.joined ? { ...joining, dueAt: null } : joining
}

export function joinLost(joining: Joining): Joining {
  return { ...joining, request: null, dueAt: null, joined: false }
}
