import type { Engine } from './engine'
import type { MessageDraft } from './log'
import { planBatch, type DraftResult } from './plan-batch'
import { fromEvent, fromMessage, toEvent, toLastSeq } from './rows'
import { insertEvents, insertMessages, selectByClientId, selectLastSeqs, updateLastSeqs, type Query, type SqlValue } from './sql'

/** Writes a batch. Runs inside a transaction of the caller, who commits it before anybody is told. */
export async function commitBatch(query: Query, engine: Engine, drafts: readonly MessageDraft[]): Promise<readonly DraftResult[]> {
  const rooms = [...new Set(drafts.map(draft => draft.room))].sort()
  const lastSeqs = await query(selectLastSeqs(engine.table(rooms.length, 1), engine.lock), engine.bind(rooms.map(room => [room])))
  // After the lock, so that this statement sees what others committed while we waited for it.
  const keys = drafts.flatMap(({ room, author, clientId }) => clientId === undefined ? [] : [[room, author.id, clientId]])
  const known = await each(query, engine, keys, selectByClientId)

  const plan = planBatch(drafts, new Map(lastSeqs.map(toLastSeq)), known.map(toEvent))
  await each(query, engine, plan.events.map(fromEvent), insertEvents)
  await each(query, engine, plan.events.map(fromMessage), insertMessages)
  await each(query, engine, [...plan.lastSeqs], updateLastSeqs)
  return plan.results
}

/** Runs a statement over all rows, as many of them at a time as the engine takes, and gives what it answers. */
async function each(query: Query, engine: Engine, rows: readonly (readonly SqlValue[])[], sql: (table: string) => string): Promise<unknown[]> {
  const answers: unknown[] = []
  for (let from = 0; from < rows.length; from += engine.rowsPerStatement) {
    const chunk = rows.slice(from, from + engine.rowsPerStatement)
    for (const answer of await query(sql(engine.table(chunk.length, chunk[0]?.length ?? 0)), engine.bind(chunk))) answers.push(answer)
  }
  return answers
}
