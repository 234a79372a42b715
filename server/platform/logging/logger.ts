import { pino, type Logger } from 'pino'

/**
 * The structured log of the process, one JSON line an entry. Message texts, names, cookies and addresses of Redis or PostgreSQL
 * with their passwords are never given to it: log ids, counts and codes. `LOG_LEVEL` is set once the configuration was read, which says in words when it is none.
 */
export const logger: Logger = pino({ level: 'info', base: null, timestamp: pino.stdTimeFunctions.isoTime })
