import type pg from 'pg'
import { LogStartError } from '../log'

/**
 * Messages are Unicode. A database in another encoding refuses most of it (LATIN1), or stores bytes without knowing
 * their meaning (SQL_ASCII).
 * @throws LogStartError with the remedy
 */
export async function requireUtf8(pool: pg.Pool): Promise<void> {
  const { rows: [row] } = await pool.query<{ encoding: string, name: string }>(
    'SELECT current_setting(\'server_encoding\') AS encoding, current_database() AS name',
  )
  if (!row || row.encoding === 'UTF8') return
  throw new LogStartError(
    `The database '${row.name}' has the encoding ${row.encoding}, which can't hold every message. Make another one and put its name in DATABASE_URL: `
    + `CREATE DATABASE ${row.name === 'parley' ? 'parley_utf8' : 'parley'} ENCODING 'UTF8' TEMPLATE template0`,
  )
}
