import { pino, type Logger } from 'pino'

/**
 * The structured log of the process, one JSON line an entry. Message texts, names, cookies and addresses of Redis or PostgreSQL
 * with their passwords are never given to it: log ids, counts and codes.
 */
export const logger: Logger = pino({ level: process.env.LOG_LEVEL || 'info', base: null, timestamp: pino.stdTimeFunctions.isoTime })
