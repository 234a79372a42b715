import { pino, type Logger } from 'pino'
import { boundErrors, openOutput } from './output'

/** The same line as every other, for what reads them. */
const noteOf = (dropped: number) =>
  JSON.stringify({
    level: logger.levels.values.warn,
    time: new Date().toISOString(),
    dropped,
    msg: 'Lines of the log were dropped: its reader did not keep up.',
  }) + '\n'

boundErrors()

/**
 * The structured log of the process, one JSON line per entry. Never log message texts, names, cookies, or Redis and
 * PostgreSQL addresses with passwords. Log ids, counts and codes. server/plugins/10.config.ts sets `LOG_LEVEL`.
 */
export const logger: Logger = pino(
  { level: 'info', base: null, timestamp: pino.stdTimeFunctions.isoTime },
  openOutput(noteOf),
)
