import type { Logger } from 'pino'

/** A trouble that goes on is logged again this often: often enough to be seen, too seldom to fill a disk while Redis is away. */
const REPEAT_MS = 60_000

export interface Trouble {
  /** Logs a failure with the stage it happened at: the first one at once, those that follow as one line a minute with their number. */
  report(stage: string, failure: unknown): void
  /** The stage works again. Logged only when it had failed. */
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

interface Row { reason: string, loggedAt: number, silent: number }

/** The one place where the failures of a link end. Only their text is logged: error objects of ioredis hold the command with its arguments. */
export function createTrouble({ logger, secrets = [], now = () => performance.now() }: TroubleOptions): Trouble {
  const rows = new Map<string, Row>()

  function describe(failure: unknown): string {
    const text = failure instanceof Error ? (failure.message || failure.name) : String(failure)
    return secrets.filter(Boolean).reduce((masked, secret) => masked.replaceAll(secret, '***'), text)
  }

  return {
    report(stage, failure) {
      const row = rows.get(stage)
      const reason = describe(failure)
      if (row && now() - row.loggedAt < REPEAT_MS) {
        row.reason = reason
        row.silent++
        return
      }
      rows.set(stage, { reason, loggedAt: now(), silent: 0 })
      logger.warn({ stage, reason, ...(row?.silent ? { repeated: row.silent } : {}) }, 'bus trouble')
    },
    over(stage) {
      if (rows.delete(stage)) logger.info({ stage }, 'bus works again')
    },
    reason: stage => rows.get(stage)?.reason,
  }
}
