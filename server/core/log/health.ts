import { logger } from '../../platform/logging/logger'
import { LogDamagedError, LogUnavailableError, type LogProblem, type LogState } from './log'

/** What a failed call was doing. */
export type LogWork = 'read' | 'write'

export interface Health {
  state(): LogState
  /** To be called when a write worked. */
  ok(): void
  /**
   * To be called when a call failed. Logs what concerns the operator, once per reason; other errors are the caller's.
   */
  failed(error: unknown, work: LogWork): void
  stop(): void
}

export interface HealthOptions {
  readonly kind: LogState['kind']
  /** A write without effect. Resolves if writing works. */
  readonly probe: () => Promise<unknown>
  readonly everyMs: number
}

interface Trouble { readonly problem: LogProblem, readonly detail: string }

/**
 * A reason is logged again after this time. One read may work while the next fails, so logging each change would say
 * little.
 */
const REPEAT_MS = 60_000

/** So often the log is probed at the first interval; then ever less often, down to the longest one. */
const EARLY_PROBES = 5
const PROBE_LONGEST_MS = 5_000

/** Wait before the n-th probe (from 0) in a row: a process must rest while its database is away for hours. */
export function probeDelayMs(probe: number, everyMs: number): number {
  return probe < EARLY_PROBES ? everyMs : Math.min(PROBE_LONGEST_MS, everyMs * 2 ** (probe - EARLY_PROBES + 1))
}

/** Most remembered reasons: each damaged page is one. */
const REASONS_MAX = 100

/**
 * Whether the log can be written, as the last write showed, and whether it is damaged. While it can't be written, it is
 * probed: a server that is not ready gets no messages, so no append would ever notice the recovery. Damage stays until
 * a restart.
 */
export function createHealth({ kind, probe, everyMs }: HealthOptions): Health {
  let trouble: Trouble | null = null
  let damage: Trouble | null = null
  let damagedCalls = 0
  let probes = 0
  const loggedAt = new Map<string, number>()
  let timer: NodeJS.Timeout | null = null
  let stopped = false

  function ok() {
    if (trouble && trouble.problem !== 'damaged') logger.info({ log: kind }, 'The log can be written again.')
    trouble = null
    probes = 0
    if (timer) clearTimeout(timer)
    timer = null
  }

  function logOnce(reason: string, message: string) {
    const now = performance.now()
    if (stopped || now - (loggedAt.get(reason) ?? -Infinity) < REPEAT_MS) return
    if (loggedAt.size >= REASONS_MAX) loggedAt.clear()
    loggedAt.set(reason, now)
    logger.error({ log: kind, reason }, message)
  }

  function unwritable(next: Trouble) {
    // Another wording of the same outage is not logged; another missing file is. Damage has its own line.
    const isNews = trouble?.problem !== next.problem || (next.problem === 'files' && trouble.detail !== next.detail)
    if (isNews && next.problem !== 'damaged') {
      logger.error(
        { log: kind, reason: next.detail },
        'The log can not be written. Clients keep their messages and try again; reading goes on.',
      )
    }
    trouble = next
    if (stopped || timer) return
    timer = setTimeout(() => {
      timer = null
      probe().then(ok, (error: unknown) => unwritable(troubleOf(error)))
    }, probeDelayMs(probes++, everyMs))
    timer.unref()
  }

  function failed(error: unknown, work: LogWork) {
    if (error instanceof LogDamagedError) {
      damagedCalls++
      damage ??= troubleOf(error)
      logOnce(error.message, 'The log is damaged.')
    }
    else if (!(error instanceof LogUnavailableError)) return
    else if (work === 'read') logOnce(error.message, 'The log can not be read just now.')
    if (work === 'write') unwritable(troubleOf(error))
  }

  return {
    state: () => ({
      kind,
      writable: trouble === null,
      ...(trouble ?? damage),
      ...(damagedCalls === 0 ? {} : { damage: damagedCalls }),
    }),
    ok,
    failed,
    stop() {
      stopped = true
      if (timer) clearTimeout(timer)
      timer = null
    },
  }
}

function troubleOf(error: unknown): Trouble {
  const detail = error instanceof Error ? error.message : String(error)
  if (error instanceof LogDamagedError) return { problem: 'damaged', detail }
  return { problem: error instanceof LogUnavailableError ? error.problem : 'unavailable', detail }
}
