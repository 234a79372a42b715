import { applyChanges, changesOf, changesSql, withoutRedacted } from '../changes'
import type { Appended, EventDraft } from '../draft'
import { planBatch, type DraftResult } from '../plan-batch'
import { fromEvent, fromMentions, fromMessage, toEarlier, toLastSeq } from '../rows'
import { EVENT, MESSAGE, type Query, type SqlValue } from '../sql'

/**
 * Rows are bound as one JSON text: binding single values, or one statement per row, costs about as much as storing
 * them. One SQL text serves any number of rows, so all statements stay prepared.
 */
function rows(columns: number): string {
  return `SELECT ${Array.from({ length: columns }, (_, i) => `value ->> ${i}`).join(', ')} FROM json_each($1)`
}

const LAST_SEQS = `SELECT id, last_seq, access FROM room WHERE id IN (${rows(1)})`
const BY_CLIENT_ID = `SELECT ${EVENT} FROM event WHERE client_id IS NOT NULL AND (room, author_id, client_id) IN (${rows(3)})`
const INSERT_EVENTS = `INSERT INTO event (${EVENT}) ${rows(9)}`
const INSERT_MESSAGES = `INSERT INTO message (${MESSAGE}) ${rows(9)}`
const INSERT_MENTIONS = `INSERT OR IGNORE INTO mention (person, room, seq, author_id) ${rows(4)}`
const UPDATE_LAST_SEQS
  = 'UPDATE room SET last_seq = changed.value ->> 1 FROM json_each($1) AS changed WHERE room.id = changed.value ->> 0'
const CHANGES = changesSql({
  given: '(SELECT value ->> 0 AS room, value ->> 1 AS target, value ->> 2 AS author_id FROM json_each($1)) AS given',
  textOfEdit: `edit.body ->> 'text'`,
  mentionsIn: edit => `${edit}.body -> 'mentions'`,
  called: 'json_each(CASE WHEN json_valid(message.mentions) THEN message.mentions END) AS called',
  bodyWithoutText: `json_object('id', CASE WHEN json_valid(event.body) THEN event.body ->> 'id' END)`,
})

/** A number is the `seq` of a new event that is stored as it was drafted. */
export type CommitResult = number | DraftResult

/** Writes a batch inside the caller's transaction. The caller commits before it notifies anyone. */
export async function commitBatch(query: Query, drafts: readonly EventDraft[]): Promise<readonly CommitResult[]> {
  const ask = (sql: string, values: readonly (readonly SqlValue[])[]) => query(sql, [JSON.stringify(values)])
  const keys = drafts.flatMap(({ room, author, clientId }) =>
    clientId === undefined ? [] : [[room, author.id, clientId]],
  )
  const lastSeqs = await ask(LAST_SEQS, [...new Set(drafts.map(draft => draft.room))].map(room => [room]))
  const known = keys.length > 0 ? await ask(BY_CLIENT_ID, keys) : []

  const heads = lastSeqs.map(toLastSeq)
  const access = new Map(heads.map(head => [head.room, head.access]))
  const plan = planBatch(drafts, new Map(heads.map(head => [head.room, head.lastSeq])), known.map(toEarlier), access)
  if (plan.events.length === 0) return plan.results
  const sent = plan.events.filter(event => event.type === 'message')
  const messages = sent.map(fromMessage)
  const mentions = sent.flatMap(fromMentions)
  await ask(INSERT_EVENTS, plan.events.map(fromEvent))
  if (messages.length > 0) await ask(INSERT_MESSAGES, messages)
  if (mentions.length > 0) await ask(INSERT_MENTIONS, mentions)
  await ask(UPDATE_LAST_SEQS, [...plan.lastSeqs])

  const changes = changesOf(plan.events)
  const stored = withoutRedacted(changes ? await applyChanges(changes, CHANGES, ask) : [])
  return plan.results.map(result => 'event' in result ? asShort(result, stored(result)) : result)
}

/** Sending an event back to the other thread costs more than storing it, and the caller has the draft. */
function asShort(drafted: Appended, stored: Appended): CommitResult {
  return stored === drafted && !stored.repeated ? stored.event.seq : stored
}
