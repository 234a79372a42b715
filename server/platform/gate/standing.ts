/**
 * How the gate treats an address above its rates, from expensive to cheap: it answers requests with 429; it closes
 * connections after the answer; it does not read them; it does not accept them.
 */
export type Stage = 'answer' | 'close' | 'pause' | 'drop'

export interface Standing {
  readonly stage: Stage
  /** Offences since `since`: refused requests, and connections made while the address is paused. */
  readonly offences: number
  /** When this stage, or the counting in it, began: ms of a monotonic clock. */
  readonly since: number
}

interface Rule {
  /** This many offences within `forMs` lead to the next stage. */
  readonly offences: number
  readonly next: Stage
  /** After this time the address is in the stage `then`. */
  readonly forMs: number
  readonly then: Stage
}

/**
 * A client that obeys Retry-After is refused once per wait and stays in the first stage, and so do 200 tabs of one
 * address. A loop makes thousands of requests per second and is paused within its first second.
 */
export const RULES: Readonly<Record<Stage, Rule>> = {
  answer: { offences: 200, next: 'close', forMs: 10_000, then: 'answer' },
  close: { offences: 400, next: 'pause', forMs: 10_000, then: 'answer' },
  // Held connections cost nothing, and a flood that waits for answers stands still. One that reconnects goes to `drop`.
  pause: { offences: 200, next: 'drop', forMs: 10_000, then: 'close' },
  drop: { offences: Number.POSITIVE_INFINITY, next: 'drop', forMs: 30_000, then: 'close' },
}

export const GOOD_STANDING: Standing = { stage: 'answer', offences: 0, since: Number.NEGATIVE_INFINITY }

/** The standing at this moment: stages end after a time. */
export function settled(standing: Standing, now: number): Standing {
  const { forMs, then } = RULES[standing.stage]
  if (now - standing.since < forMs) return standing
  return then === 'answer' ? GOOD_STANDING : settled({ stage: then, offences: 0, since: standing.since + forMs }, now)
}

/** The standing after one more offence. */
export function afterOffence(standing: Standing, now: number): Standing {
  const { stage, offences, since } = settled(standing, now)
  if (offences + 1 >= RULES[stage].offences) return { stage: RULES[stage].next, offences: 0, since: now }
  return { stage, offences: offences + 1, since: offences === 0 && stage === 'answer' ? now : since }
}

/** Remaining time of the stage, in ms. */
export function remainingMs({ stage, since }: Standing, now: number): number {
  return Math.max(0, since + RULES[stage].forMs - now)
}
