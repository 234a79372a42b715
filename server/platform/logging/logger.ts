import { destination, pino, type Logger } from 'pino'

/**
 * The structured log of the process, one JSON line per entry. Never log message texts, names, cookies, or Redis and
 * PostgreSQL addresses with passwords. Log ids, counts and codes. server/plugins/10.config.ts sets `LOG_LEVEL`.
 * Each line is written before the call returns, as by Node's console: a process that is killed has said what it knew.
 */
export const logger: Logger = pino(
  { level: 'info', base: null, timestamp: pino.stdTimeFunctions.isoTime },
  destination({ dest: 1, sync: true }),
)
