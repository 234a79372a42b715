import pg from 'pg'

/**
 * How long to wait for a connection, and for an answer. Longer than a commit on a busy disk, shorter than people wait.
 */
const CONNECT_TIMEOUT_MS = 5_000
const ANSWER_TIMEOUT_MS = 15_000

const INT8 = 20

/**
 * 64-bit numbers as JavaScript numbers, as SQLite gives them: `seq` and Unix ms are far below 2^53. Set for our own
 * pools only, not for the whole process.
 */
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === INT8 && format !== 'binary' ? Number : pg.types.getTypeParser(oid, format),
}

/**
 * @param options `max` connections; `pipeline`: a connection sends a statement without waiting for the answer to the
 * one before
 * @param onLost called when a connection of the pool breaks; the pool makes new ones by itself
 */
export function createPool(
  url: string,
  options: { max: number, pipeline: boolean },
  onLost: (error: Error) => void,
): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    ...options,
    types,
    application_name: 'parley',
    keepAlive: true,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: ANSWER_TIMEOUT_MS,
  })
  pool.on('error', onLost)
  // A connection that breaks while it is in use also reports here, and without a listener would end the process. Its
  // query fails anyway.
  pool.on('connect', client => client.on('error', () => undefined))
  return pool
}
