import type { MessageDraft } from './log'
import { planBatch, type DraftResult } from './plan-batch'
import { fromEvent, fromMessage, toEvent, toLastSeq } from './rows'
import { insertEvents, insertMessages, selectByClientId, selectLastSeqs, updateLastSeqs, type Query, type SqlValue } from './sql'

/** How an engine wants its statements. */
export interface Engine {
  /** SQLite has one writer and needs no lock; PostgreSQL locks the rooms until the commit, which makes `seq` order commit order. */
  readonly lock: '' | ' FOR UPDATE'
  /** Rows in one statement: one where a statement costs no round trip, many where it does. */
  readonly rowsPerStatement: number
}

/** Writes a batch. Runs inside a transaction of the caller, who commits it before anybody is told. */
export async function commitBatch(query: Query, engine: Engine, drafts: readonly MessageDraft[]): Promise<readonly DraftResult[]> {
  const rooms = [...new Set(drafts.map(draft => draft.room))]
  const lastSeqs = await each(query, rooms.sort(), rooms.length, n => selectLastSeqs(n, engine.lock), room => [room])
  // After the lock, so that this statement sees what others committed while we waited for it.
  const withClientId = drafts.filter(draft => draft.clientId !== undefined)
  const known = await each(query, withClientId, engine.rowsPerStatement, selectByClientId, draft => [draft.room, draft.author.id, draft.clientId ?? null])

  const plan = planBatch(drafts, new Map(lastSeqs.map(toLastSeq)), known.map(toEvent))
  await each(query, plan.events, engine.rowsPerStatement, insertEvents, fromEvent)
  await each(query, plan.events, engine.rowsPerStatement, insertMessages, fromMessage)
  await each(query, [...plan.lastSeqs], engine.rowsPerStatement, updateLastSeqs, change => change)
  return plan.results
}

/** Runs a statement over all items, at most `size` of them at a time, and gives the rows of all. */
async function each<T>(query: Query, items: readonly T[], size: number, sql: (count: number) => string, values: (item: T) => readonly SqlValue[]): Promise<unknown[]> {
  const rows: unknown[] = []
  // The text is made once for all chunks of a size: on SQLite that is one for the whole batch, and as dear as a row.
  let text = ''
  let length = 0
  for (let from = 0; from < items.length; from += size) {
    const chunk = items.slice(from, from + size)
    if (chunk.length !== length) text = sql(length = chunk.length)
    for (const row of await query(text, chunk.flatMap(values))) rows.push(row)
  }
  return rows
}
