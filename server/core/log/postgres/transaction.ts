import type pg from 'pg'
import type { SqlValue } from '../sql'

/** A named statement is planned once per connection. Planning the append takes longer than running it. */
export interface Statement { readonly name?: string, readonly text: string }

/** Runs one statement and gives its rows. A list is one parameter, an array of PostgreSQL. */
export type PostgresQuery = (
  statement: Statement,
  values: readonly (SqlValue | readonly SqlValue[])[],
) => Promise<readonly unknown[]>

/**
 * READ COMMITTED, so that a statement after a lock sees what others committed while it waited. The timeouts keep a
 * stopped process from locking its rooms for ever. `synchronous_commit` is raised where it is off, because
 * "acknowledged" means on the disk.
 * The plan settings ask for one plan for all values, by index. Every query here looks rows up by key, and a plan made
 * while the tables were small must not scan them later.
 */
const BEGIN = `BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '10s';
SET LOCAL idle_in_transaction_session_timeout = '10s';
SET LOCAL plan_cache_mode = force_generic_plan;
SET LOCAL enable_seqscan = off;
SET LOCAL parley.begun = on;
SELECT set_config('synchronous_commit', 'on', true) WHERE current_setting('synchronous_commit') = 'off'`

/** The settings of a transaction that Kysely began: the same timeouts and the same durability. */
export const CHANGE_SETTINGS = `SELECT set_config('lock_timeout', '5s', true), set_config('statement_timeout', '10s', true),
  set_config('idle_in_transaction_session_timeout', '10s', true), set_config('parley.begun', 'on', true),
  set_config('synchronous_commit',
    CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit') END, true)`

/**
 * True in such a transaction, an error outside of it. For a statement that must not commit by itself where BEGIN
 * failed.
 */
export const BEGUN = 'current_setting(\'parley.begun\')::boolean'

/**
 * Runs statements in a transaction. `run` must issue all of them before it awaits anything. On a pool with pipelined
 * connections, BEGIN, the statements and COMMIT then take one round trip. That is safe: after a failed statement the
 * transaction takes no other one, and COMMIT rolls it back. Where BEGIN itself failed, a write that asks for `BEGUN`
 * fails too.
 *
 * After an error the connection is discarded: it is unknown whether it still works, and whether an unanswered COMMIT
 * arrived.
 */
export async function inTransaction<T>(pool: pg.Pool, run: (query: PostgresQuery) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  try {
    const begun = client.query(BEGIN)
    const running = run(
      async (statement, values) =>
        (await client.query<Record<string, unknown>>({ ...statement, values: [...values] })).rows,
    )
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
