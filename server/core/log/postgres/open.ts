import { setTimeout as sleep } from 'node:timers/promises'
import { CompiledQuery, Kysely, PostgresDialect, sql } from 'kysely'
import type pg from 'pg'
import { BATCH_MAX, PROBE_EVERY_MS, WAITING_MAX, type LogDriver } from '../driver'
import { createGroupCommit, type CommitListener } from '../group-commit'
import { createHealth, type LogWork } from '../health'
import type { Appended, EventDraft } from '../draft'
import { migrate } from '../migrate'
import { orThrow, toAppended } from '../plan-batch'
import { restrictRoom, type RunChange } from '../change'
import { createReads } from '../reads'
import { insertRooms } from '../rooms'
import type { LogTables } from '../schema'
import { PROBE, type Query } from '../sql'
import { storable } from '../storable'
import { trimRoom } from '../trim-room'
import { appendBatch, LOCK } from './append-batch'
import { TypedPostgresDialect } from './dialect'
import { requireUtf8 } from './encoding'
import { isComing, postgresRunError, postgresStartError } from './errors'
import { createPool } from './pool'
import { CHANGE_SETTINGS, inTransaction, type PostgresQuery } from './transaction'

/** Connections for reads and upkeep. Commits have their own connection, so that reads never delay them. */
const READERS = 4

/** How long a start waits for a database that is also starting, as when a whole machine boots. */
const START_WAIT_MS = 10_000
const START_RETRY_MS = 250

export interface PostgresLogOptions {
  /** How long to retry while the database can't be reached. */
  readonly startWaitMs?: number
  readonly onCommit?: CommitListener
}

/**
 * The log in a PostgreSQL database, for any number of processes.
 * @throws LogStartError if it can't be used, with the remedy
 */
export async function openPostgresLog(
  url: string,
  { startWaitMs = START_WAIT_MS, onCommit }: PostgresLogOptions = {},
): Promise<LogDriver> {
  const onLost = (error: Error) => health.failed(postgresRunError(error, 'write'), 'write')
  const commits = createPool(url, { max: 1, pipeline: true }, onLost)
  const reads = createPool(url, { max: READERS, pipeline: false }, onLost)
  const kysely = new Kysely<LogTables>({ dialect: new PostgresDialect({ pool: reads }) })
  const probe = () => inTransaction(commits, query => query({ text: PROBE }, []))
  const health = createHealth({ kind: 'postgres', probe, everyMs: PROBE_EVERY_MS })

  try {
    await reach(reads, startWaitMs)
    await requireUtf8(reads)
    await migrate(kysely)
    await probe()
  }
  catch (error) {
    health.stop()
    await Promise.all([commits.end(), reads.end()])
    throw postgresStartError(error, url)
  }

  const queue = createGroupCommit<EventDraft, Appended>({
    maxBatch: BATCH_MAX,
    maxWaiting: WAITING_MAX,
    onCommit,
    async commit(batch) {
      try {
        const results = await inTransaction(commits, query => appendBatch(query, batch))
        health.ok()
        return results.map(toAppended)
      }
      catch (error) {
        const reported = postgresRunError(error, 'write')
        health.failed(reported, 'write')
        throw reported
      }
    },
  })

  const query: Query = async (sql, values) => {
    try {
      return (await reads.query<Record<string, unknown>>(sql, [...values])).rows
    }
    catch (error) {
      const reported = postgresRunError(error, 'read')
      health.failed(reported, 'read')
      throw reported
    }
  }

  /** Apart from `kysely`, whose errors are `LogStartError`s. */
  const db = new Kysely<LogTables>({ dialect: new TypedPostgresDialect(reads) })
  const change: RunChange = (rooms, run) =>
    db.transaction().execute(async (tx) => {
      await sql.raw(CHANGE_SETTINGS).execute(tx)
      const ask: PostgresQuery = async ({ text }, values) => {
        const { rows } = await tx.executeQuery(CompiledQuery.raw(text, [...values]))
        return rows
      }
      if (rooms.length > 0) await ask(LOCK, [[...rooms]])
      return run({
        tx,
        append: async drafts => orThrow((await appendBatch(ask, drafts.map(storable))).map(toAppended)),
        restrict: room => restrictRoom(tx, room),
      })
    })

  return {
    ...createReads(query, error => health.failed(error, 'read')),
    db,
    change,
    ensureRooms: rooms => typed('write', () => insertRooms(kysely, rooms)),
    append: draft => queue.push(storable(draft)),
    trim: (room, upTo) => typed('write', () => trimRoom(kysely, room, upTo)),
    state: health.state,
    async close() {
      await queue.close()
      health.stop()
      await Promise.all([commits.end(), reads.end()])
    },
  }
}

/** Waits until the database answers. */
async function reach(pool: pg.Pool, waitMs: number): Promise<void> {
  const giveUpAt = performance.now() + waitMs
  for (;;) {
    try {
      await pool.query('SELECT 1')
      return
    }
    catch (error) {
      if (!isComing(error) || performance.now() > giveUpAt) throw error
      await sleep(START_RETRY_MS)
    }
  }
}

/** Runs a call and converts its error to the type that callers know. */
async function typed<T>(work: LogWork, run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  }
  catch (error) {
    throw postgresRunError(error, work)
  }
}
