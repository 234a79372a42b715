import type pg from 'pg'
import type { SqlValue } from '../sql'

/** With a name it is planned once a connection, instead of each time: to plan the append takes longer than to run it. */
export interface Statement { readonly name?: string, readonly text: string }

/** Runs one statement and gives its rows. A list is one parameter, an array of PostgreSQL. */
export type PostgresQuery = (statement: Statement, values: readonly (SqlValue | readonly SqlValue[])[]) => Promise<readonly unknown[]>

/**
 * READ COMMITTED, so that a statement after a lock sees what was committed while we waited for it. The time limits keep a process
 * that was stopped in the middle from holding its rooms for ever. `synchronous_commit` is raised where it is off, because "acknowledged" means on the disk.
 * One plan for all values, and by index: everything here is looked up by its key, and a plan that was made while the tables were small must not read them whole later.
 */
const BEGIN = `BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '10s';
SET LOCAL idle_in_transaction_session_timeout = '10s';
SET LOCAL plan_cache_mode = force_generic_plan;
SET LOCAL enable_seqscan = off;
SET LOCAL parley.begun = on;
SELECT set_config('synchronous_commit', 'on', true) WHERE current_setting('synchronous_commit') = 'off'`

/** What a transaction that Kysely began needs besides: the same limits, and the same durability. */
export const CHANGE_SETTINGS = `SELECT set_config('lock_timeout', '5s', true), set_config('statement_timeout', '10s', true),
  set_config('idle_in_transaction_session_timeout', '10s', true), set_config('parley.begun', 'on', true),
  set_config('synchronous_commit',
    CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit') END, true)`

/** True in such a transaction and an error outside of it: for a statement that must not commit by itself where BEGIN failed. */
export const BEGUN = 'current_setting(\'parley.begun\')::boolean'

/**
 * Runs statements in a transaction. `run` must ask all of them before it waits for anything: on a pool whose connections are pipelined BEGIN, the statements and COMMIT go out
 * together, one way to the database and one back. That is safe because a transaction in which a statement failed takes no other any more, and is rolled back by COMMIT; and
 * where BEGIN itself failed, a statement that writes and asks for `BEGUN` fails, too.
 *
 * After an error the connection is thrown away: whether it was still good, and whether a COMMIT arrived that was not answered, is not known.
 */
export async function inTransaction<T>(pool: pg.Pool, run: (query: PostgresQuery) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  try {
    const begun = client.query(BEGIN)
    const running = run(async (statement, values) => (await client.query<Record<string, unknown>>({ ...statement, values: [...values] })).rows)
    const [result, { command }] = await Promise.all([running, client.query('COMMIT'), begun])
    if (command !== 'COMMIT') throw new Error(`COMMIT was answered with ${command}.`)
    client.release()
    return result
  }
  catch (error) {
    client.release(true)
    throw error
  }
}
