import { pino, type Logger } from 'pino'

/**
 * The structured log of the process, one JSON line per entry. Never log message texts, names, cookies, or Redis and
 * PostgreSQL addresses with passwords. Log ids, counts and codes. server/plugins/10.config.ts sets `LOG_LEVEL`.
 */
export const logger: Logger = pino({ level: 'info', base: null, timestamp: pino.stdTimeFunctions.isoTime })
