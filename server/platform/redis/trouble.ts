import type { Logger } from 'pino'

/** A stage is logged at most this often: visible, but no full disk while Redis is down or flapping. */
const REPEAT_MS = 30_000

export interface Trouble {
  /** Logs a failure of a stage: the first one at once, later ones as one line every 30 s with their number. */
  report(stage: string, failure: unknown): void
  /** The stage works again. Logged only if its failure was. */
  over(stage: string): void
  /** Why the stage fails now, in a few words; undefined while it works. */
  reason(stage: string): string | undefined
}

export interface TroubleOptions {
  readonly logger: Pick<Logger, 'warn' | 'info'>
  /** Strings that are never printed. Redis repeats the arguments of a command that it refuses, `AUTH` included. */
  readonly secrets?: readonly string[]
  /** A monotonic clock, in ms. */
  readonly now?: () => number
}

interface Row {
  /** Undefined while the stage works. */
  reason: string | undefined
  loggedAt: number
  /** Failures since then without a log line. */
  silent: number
  /** Whether the last log line of this stage is a failure, so that a recovery must be logged. */
  open: boolean
}

/**
 * Collects the failures of connections. Logs only their text: error objects of ioredis hold commands with arguments.
 */
export function createTrouble({ logger, secrets = [], now = () => performance.now() }: TroubleOptions): Trouble {
  const rows = new Map<string, Row>()

  const hidden = secrets.filter(Boolean)
  const mask = (text: string) => hidden.reduce((masked, secret) => masked.replaceAll(secret, '***'), text)

  return {
    report(stage, failure) {
      const reason = mask(failure instanceof Error ? (failure.message || failure.name) : String(failure))
      const row = rows.get(stage) ?? { reason, loggedAt: -Infinity, silent: 0, open: false }
      rows.set(stage, row)
      row.reason = reason
      if (now() - row.loggedAt < REPEAT_MS) {
        row.silent++
        return
      }
      const unlogged = row.silent > 0 ? { unlogged: row.silent } : {}
      logger.warn({ stage, reason, at: whereOf(failure), ...unlogged }, 'The bus has trouble: see stage and reason.')
      Object.assign(row, { loggedAt: now(), silent: 0, open: true })
    },
    over(stage) {
      const row = rows.get(stage)
      if (!row) return
      row.reason = undefined
      if (!row.open) return
      row.open = false
      logger.info({ stage }, 'The bus works again.')
    },
    reason: stage => rows.get(stage)?.reason,
  }
}

/** The line of code that failed. It separates our own errors from those of the network. */
function whereOf(failure: unknown): string | undefined {
  return failure instanceof Error ? failure.stack?.split('\n').find(line => /^\s+at /.test(line))?.trim() : undefined
}
