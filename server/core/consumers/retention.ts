import type { LogDriver } from '../log/driver'
import type { Batch, Consumer } from './consumer'

export interface RetentionPolicy {
  /** Days an event is kept; null keeps it for ever. */
  readonly days: number | null
  /** Newest events of a room that are kept; null keeps all. */
  readonly events: number | null
}

/** Ten minutes late is soon enough for what is counted in days. */
const ROUND_MS = 10 * 60_000

const DAY_MS = 24 * 60 * 60_000

/** Removes what is older than the policy says. Its cursor is the last event that it removed. */
export function createRetention(
  log: Pick<LogDriver, 'trim'>, policy: RetentionPolicy, everyMs = ROUND_MS, now = Date.now,
): Consumer {
  return {
    name: 'retention',
    everyMs,
    async handle(batch) {
      const upTo = expiredUpTo(batch, policy, now())
      if (upTo > 0) await log.trim(batch.room, upTo)
      return upTo
    },
  }
}

/**
 * `seq` of the last event in the batch that is too old, or has too many after it; 0 where there is none. An event that
 * stays keeps all after it, so that what stays has no gaps.
 */
export function expiredUpTo({ events, lastSeq }: Batch, { days, events: keep }: RetentionPolicy, now: number): number {
  const isTooOld = ({ at }: { readonly at: number }) => days !== null && at < now - days * DAY_MS
  const isTooFar = ({ seq }: { readonly seq: number }) => keep !== null && seq <= lastSeq - keep
  const stays = events.findIndex(event => !isTooFar(event) && !isTooOld(event))
  return (stays === -1 ? events.at(-1) : events[stays - 1])?.seq ?? 0
}
