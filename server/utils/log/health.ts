import { logger } from '../observe/logger'
import type { LogState } from './log'

export interface Health {
  state(): LogState
  /** A write worked. */
  ok(): void
  /** A write failed for a reason that may pass: tries by itself until it has. */
  failed(detail: string): void
  stop(): void
}

export interface HealthOptions {
  readonly kind: LogState['kind']
  /** A write without effect. Resolves when writing works. */
  readonly probe: () => Promise<unknown>
  readonly everyMs: number
}

/**
 * Whether the log can be written, as the last write told. While it can't, it is probed: a server that is not ready gets no
 * messages, so waiting for the next append could mean to wait for ever.
 */
export function createHealth({ kind, probe, everyMs }: HealthOptions): Health {
  let detail: string | null = null
  let timer: NodeJS.Timeout | null = null
  let stopped = false

  function ok() {
    if (detail !== null) logger.info({ log: kind }, 'The log can be written again.')
    detail = null
    if (timer) clearTimeout(timer)
    timer = null
  }

  function failed(reason: string) {
    if (detail === null) logger.error({ log: kind, reason }, 'The log can not be written. Senders are told to try again; reading goes on.')
    detail = reason
    if (stopped || timer) return
    timer = setTimeout(() => {
      timer = null
      probe().then(ok, (error: unknown) => failed(error instanceof Error ? error.message : String(error)))
    }, everyMs)
    timer.unref()
  }

  return {
    state: () => ({ kind, writable: detail === null, ...(detail === null ? {} : { detail }) }),
    ok,
    failed,
    stop() {
      stopped = true
      if (timer) clearTimeout(timer)
      timer = null
    },
  }
}
