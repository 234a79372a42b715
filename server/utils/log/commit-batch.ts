import type { Engine } from './engine'
import type { MessageDraft } from './log'
import { planBatch, type DraftResult } from './plan-batch'
import { fromEvent, fromMessage, toEvent, toLastSeq } from './rows'
import { insertEvents, insertMessages, selectByClientId, selectLastSeqs, updateLastSeqs, type Query, type SqlValue } from './sql'

/** What was decided, while it is being written. */
export interface Writing<T> {
  readonly result: T
  /** Must be awaited, and rejects when it could not be written. */
  readonly written: Promise<unknown>
}

/**
 * Writes a batch. Runs inside a transaction of the caller, who commits it before anybody is told. What does not need the answer of the one before is asked
 * together: where statements go over a network, that is one way for the reading and one for the writing.
 */
export async function commitBatch(query: Query, engine: Engine, drafts: readonly MessageDraft[]): Promise<Writing<readonly DraftResult[]>> {
  const rooms = [...new Set(drafts.map(draft => draft.room))].sort()
  const keys = drafts.flatMap(({ room, author, clientId }) => clientId === undefined ? [] : [[room, author.id, clientId]])
  const [lastSeqs, known] = await Promise.all([
    query(selectLastSeqs(engine.table(rooms.length, 1), engine.lock), engine.bind(rooms.map(room => [room]))),
    // After the lock, so that this statement sees what others committed while we waited for it.
    each(query, engine, keys, selectByClientId),
  ])

  const plan = planBatch(drafts, new Map(lastSeqs.map(toLastSeq)), known.map(toEvent))
  const written = Promise.all([
    each(query, engine, plan.events.map(fromEvent), insertEvents),
    each(query, engine, plan.events.map(fromMessage), insertMessages),
    each(query, engine, [...plan.lastSeqs], updateLastSeqs),
  ])
  return { result: plan.results, written }
}

/** Runs a statement over all rows, as many of them at a time as the engine takes, and gives what it answers. */
async function each(query: Query, engine: Engine, rows: readonly (readonly SqlValue[])[], sql: (table: string) => string): Promise<unknown[]> {
  const answers: Array<Promise<readonly unknown[]>> = []
  for (let from = 0; from < rows.length; from += engine.rowsPerStatement) {
    const chunk = rows.slice(from, from + engine.rowsPerStatement)
    answers.push(query(sql(engine.table(chunk.length, chunk[0]?.length ?? 0)), engine.bind(chunk)))
  }
  return (await Promise.all(answers)).flat()
}
