import type { Logger } from 'pino'

/** A stage is logged at most this often: enough to be seen, too seldom to fill a disk while Redis is away or comes and goes. */
const REPEAT_MS = 30_000

export interface Trouble {
  /** Logs a failure with the stage it happened at: the first one at once, those that follow as one line every 30 s with their number. */
  report(stage: string, failure: unknown): void
  /** The stage works again. Logged only when its failure was. */
  over(stage: string): void
  /** Why the stage fails now, in a few words, or nothing when it works. */
  reason(stage: string): string | undefined
}

export interface TroubleOptions {
  readonly logger: Pick<Logger, 'warn' | 'info'>
  /** Strings that are never printed. Redis repeats the arguments of a command that it refuses, `AUTH` included. */
  readonly secrets?: readonly string[]
  /** Milliseconds of any clock that does not go back. */
  readonly now?: () => number
}

interface Row {
  /** Nothing while the stage works. */
  reason: string | undefined
  loggedAt: number
  /** Failures since then that were not logged. */
  silent: number
  /** Whether the log ends with "in trouble" for this stage, so that it must end with "works again". */
  open: boolean
}

/** The one place where the failures of a link end. Only their text is logged: error objects of ioredis hold the command with its arguments. */
export function createTrouble({ logger, secrets = [], now = () => performance.now() }: TroubleOptions): Trouble {
  const rows = new Map<string, Row>()

  const mask = (text: string) => secrets.filter(Boolean).reduce((masked, secret) => masked.replaceAll(secret, '***'), text)

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
      logger.warn({ stage, reason, at: whereOf(failure), ...(row.silent > 0 ? { unlogged: row.silent } : {}) }, 'bus trouble')
      Object.assign(row, { loggedAt: now(), silent: 0, open: true })
    },
    over(stage) {
      const row = rows.get(stage)
      if (!row) return
      row.reason = undefined
      if (!row.open) return
      row.open = false
      logger.info({ stage }, 'bus works again')
    },
    reason: stage => rows.get(stage)?.reason,
  }
}

/** The line of code that failed, which tells a fault of ours from one of the network. */
function whereOf(failure: unknown): string | undefined {
  return failure instanceof Error ? failure.stack?.split('\n').find(line => /^\s+at /.test(line))?.trim() : undefined
}
