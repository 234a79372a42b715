import { applyChanges, changesOf, changesSql, withoutRedacted } from '../changes'
import { eventOf, type EventDraft } from '../draft'
import { keyOf, refusal, type DraftResult } from '../plan-batch'
import { bodyOf, mentionsOf, targetOf, toAnswer } from '../rows'
import { EVENT, MESSAGE } from '../sql'
import { BEGUN, type PostgresQuery, type Statement } from './transaction'

/**
 * In sorted order, so that processes that lock several rooms each can't deadlock. The lock makes `seq` order commit
 * order.
 */
export const LOCK: Statement = {
  name: 'parley_lock',
  text: 'SELECT 1 FROM room WHERE id = ANY ($1::text[]) ORDER BY id FOR UPDATE',
}

/**
 * Does in the database what `planBatch` does for SQLite. A new event gets the next `seq`, a known client id the first
 * event again, and an unknown room or target nothing. A separate statement after the lock: only then it sees what
 * others committed while it waited for the lock.
 */
const APPEND: Statement = {
  name: 'parley_append',
  text: `WITH draft AS (
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::text[], $8::text[],
    $9::text[], $10::bigint[], $11::bigint[], $12::text[])
    WITH ORDINALITY AS given (room, id, author_id, author_name, client_id, at, text, kind, body, target, access, mentions,
      place)
  WHERE ${BEGUN}
), known AS (
  SELECT draft.place, earlier.* FROM draft CROSS JOIN LATERAL (
    SELECT ${EVENT} FROM event
    WHERE event.client_id IS NOT NULL AND event.room = draft.room AND event.author_id = draft.author_id AND event.client_id = draft.client_id LIMIT 1
  ) AS earlier
), fresh AS (
  SELECT draft.*, room.last_seq + row_number() OVER (PARTITION BY draft.room ORDER BY draft.place) AS seq
  FROM draft JOIN room ON room.id = draft.room
  WHERE (draft.target IS NULL OR draft.target <= room.last_seq) AND (draft.access IS NULL OR draft.access = room.access)
    AND NOT EXISTS (SELECT FROM known WHERE known.place = draft.place)
), written_events AS (
  INSERT INTO event (${EVENT}) SELECT ${EVENT} FROM fresh
), written_messages AS (
  INSERT INTO message (${MESSAGE}) SELECT ${MESSAGE} FROM fresh WHERE kind = 'message'
), written_mentions AS (
  INSERT INTO mention (person, room, seq, author_id)
  SELECT DISTINCT called.value ->> 'id', fresh.room, fresh.seq, fresh.author_id
  FROM fresh CROSS JOIN json_array_elements(fresh.mentions::json) AS called (value)
), written_rooms AS (
  UPDATE room SET last_seq = newest.seq FROM (SELECT room, max(seq) AS seq FROM fresh GROUP BY room) AS newest WHERE room.id = newest.room
)
SELECT fresh.seq AS new_seq, known.* FROM draft LEFT JOIN fresh USING (place) LEFT JOIN known USING (place) ORDER BY draft.place`,
}

/**
 * Unnamed, so that each statement is planned when it runs. A plan made while the tables are empty would later scan
 * them.
 */
const CHANGES = changesSql({
  given: `(
    SELECT * FROM unnest($1::text[], $2::bigint[], $3::text[]) AS change (room, target, author_id) WHERE ${BEGUN}
  ) AS given`,
  textOfEdit: `edit.body::json ->> 'text'`,
  mentionsIn: edit => `(${edit}.body::json -> 'mentions')::text`,
  called: 'json_array_elements(message.mentions::json) AS called (value)',
  // By pattern and not as JSON: a cast would fail on a damaged body, and the whole batch with it.
  bodyWithoutText: String.raw`coalesce(substring(event.body FROM '^\{"id":"(?:[^"\\]|\\.)*"') || '}', '{}')`,
})

/**
 * Writes a batch inside the caller's transaction. No statement waits for the answer of the one before. So lock, writes
 * and COMMIT take one round trip, and the rooms stay locked only while the database works.
 */
export async function appendBatch(
  query: PostgresQuery, drafts: readonly EventDraft[],
): Promise<readonly DraftResult[]> {
  const { firsts, firstOf } = withoutRepeats(drafts)
  const locked = query(LOCK, [[...new Set(firsts.map(draft => draft.room))]])
  const column = <T>(pick: (draft: EventDraft) => T) => firsts.map(pick)
  const answered = query(APPEND, [
    column(({ room }) => room), column(({ id }) => id), column(({ author }) => author.id),
    column(({ author }) => author.name), column(({ clientId }) => clientId ?? null), column(({ at }) => at),
    column(draft => draft.type === 'message' ? draft.text : null), column(({ type }) => type),
    column(bodyOf), column(targetOf), column(({ access }) => access ?? null),
    column(draft => draft.type === 'message' ? mentionsOf(draft) : null),
  ])
  const changes = changesOf(firsts)
  const changed = changes && applyChanges(changes, CHANGES, (text, given) => query({ text }, [
    given.map(([room]) => room), given.map(([, target]) => target), given.map(([, , author]) => author),
  ]))
  const [answers, redacted] = await Promise.all([answered, changed, locked])

  const stored = withoutRedacted(redacted ?? [])
  const results = firsts.map((draft, place): DraftResult => {
    const { seq, earlier } = toAnswer(answers[place])
    if (earlier) return { event: earlier, repeated: true }
    return seq === null ? refusal(draft) : stored({ event: eventOf(draft, seq), repeated: false })
  })
  return drafts.map((draft, i) => {
    const result = results[firstOf[i] ?? -1] ?? refusal(draft)
    return 'event' in result && firsts[firstOf[i] ?? -1] !== draft ? { event: result.event, repeated: true } : result
  })
}

/** Drafts of one batch with the same client id are one event. `firstOf` maps each draft to its index in `firsts`. */
function withoutRepeats(drafts: readonly EventDraft[]): { firsts: readonly EventDraft[], firstOf: readonly number[] } {
  const places = new Map<string, number>()
  const firsts: EventDraft[] = []
  const firstOf = drafts.map((draft) => {
    const key = draft.clientId === undefined ? null : keyOf(draft.room, draft.author.id, draft.clientId)
    const earlier = key === null ? undefined : places.get(key)
    if (earlier !== undefined) return earlier
    if (key !== null) places.set(key, firsts.length)
    return firsts.push(draft) - 1
  })
  return { firsts, firstOf }
}
