import { setTimeout as sleep } from 'node:timers/promises'
import { logger } from '../../platform/logging/logger'
import type { LogDriver } from './driver'
import { LogUnavailableError } from './log'
import type { TrimRule } from './trim-room'

export interface RetentionPolicy {
  /** Days an event is kept; null keeps it for ever. */
  readonly days: number | null
  /** Newest events of a room that are kept; null keeps all. */
  readonly events: number | null
}

/** Events removed in one transaction: a few milliseconds, so that an append hardly waits. */
const STEP = 200

/** Pause between two steps: appends that came meanwhile go first. */
const PAUSE_MS = 20

/** Pause between two rounds over all rooms. */
const ROUND_MS = 10 * 60_000

const DAY_MS = 24 * 60 * 60_000

/** One round: every room, step by step, until nothing is left to remove. */
export async function trimAll(log: Pick<LogDriver, 'rooms' | 'trim'>, policy: RetentionPolicy, now: number, stopped: AbortSignal): Promise<void> {
  const rule: TrimRule = { before: policy.days === null ? null : now - policy.days * DAY_MS, keep: policy.events, step: STEP }
  for (const room of await log.rooms()) {
    while (!stopped.aborted && await log.trim(room, rule)) await sleep(PAUSE_MS, undefined, { signal: stopped })
  }
}

/** Runs a round now and every `roundMs` until stopped. A log that can't be written just now is tried again in the next round. */
export function startRetention(log: Pick<LogDriver, 'rooms' | 'trim'>, policy: RetentionPolicy, roundMs = ROUND_MS): { stop(): Promise<void> } {
  const stop = new AbortController()

  async function rounds() {
    while (!stop.signal.aborted) {
      await trimAll(log, policy, Date.now(), stop.signal).catch(report)
      await sleep(roundMs, undefined, { signal: stop.signal, ref: false }).catch(() => undefined)
    }
  }

  function report(error: unknown) {
    if (stop.signal.aborted) return
    logger[error instanceof LogUnavailableError ? 'warn' : 'error']({ error: String(error) }, 'Old events could not be removed; tried again in the next round.')
  }

  const running = rounds()
  return {
    async stop() {
      stop.abort()
      await running
    },
  }
}
