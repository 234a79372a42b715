import type pg from 'pg'
import type { Writing } from '../commit-batch'
import type { Query } from '../sql'

/**
 * In one round trip. READ COMMITTED, so that a statement after a lock sees what was committed while we waited for it. The time limits keep a process
 * that was stopped in the middle from holding its rooms for ever. `synchronous_commit` is raised where it is off, because "acknowledged" means on the disk.
 */
const BEGIN = `BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '10s';
SET LOCAL idle_in_transaction_session_timeout = '10s';
SELECT set_config('synchronous_commit', 'on', true) WHERE current_setting('synchronous_commit') = 'off'`

/**
 * Runs statements in a transaction. On a pool whose connections are pipelined nothing waits for an answer that it does not need: BEGIN goes out with the first statements, and
 * COMMIT with the last. That is safe because a transaction in which a statement failed takes no other any more, and is rolled back by COMMIT.
 *
 * After an error the connection is thrown away: whether it was still good, and whether a COMMIT arrived that was not answered, is not known.
 */
export async function inTransaction<T>(pool: pg.Pool, run: (query: Query) => Promise<Writing<T>>): Promise<T> {
  const client = await pool.connect()
  try {
    const begun = client.query(BEGIN)
    const query: Query = async (sql, values) => {
      // Without the transaction no answer is given, so that nothing is written on the strength of it.
      const [, { rows }] = await Promise.all([begun, client.query<Record<string, unknown>>(sql, [...values])])
      return rows
    }
    const { result, written } = await run(query)
    const [, { command }] = await Promise.all([written, client.query('COMMIT')])
    if (command !== 'COMMIT') throw new Error(`COMMIT was answered with ${command}.`)
    client.release()
    return result
  }
  catch (error) {
    client.release(true)
    throw error
  }
}
