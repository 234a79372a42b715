import { REDACTED } from '#shared/events/delete'
import type { KnownEvent } from '#shared/events'
import type { Appended, EventDraft } from './draft'
import { toPlace } from './rows'

/** What the statements below need from an engine's SQL. */
export interface ChangesDialect {
  /** A table `given` of changes: `room`, `target`, `author_id`. */
  readonly given: string
  /** The text in the `body` of the event `edit`. */
  readonly textOfEdit: string
  /** The JSON of `mentions` in the `body` of an edit; null where it says nothing of them. */
  mentionsIn(edit: string): string
  /** A table `called`, with a `value` (JSON) for each user in `message.mentions`. */
  readonly called: string
  /** The `body` of `event` with nothing but its id. Must not fail on a damaged body. */
  readonly bodyWithoutText: string
}

/** The statements that follow the inserts of a batch. They update the messages and redact deleted texts. */
export interface ChangesSql {
  /** Given the deletes: removes the messages. */
  readonly removeMessages: string
  /** Given the deletes: redacts the events that created the messages. */
  readonly redactMessages: string
  /** Given the edits: gives each message the text of its last edit, and the mentions of the last that lists them. */
  readonly editMessages: string
  /** Given all changes: removes the mentions of these messages. */
  readonly removeMentions: string
  /** Given the edits: adds the mentions that the messages have now. */
  readonly addMentions: string
  /** Given all changes: redacts the edits that found no message. Returns `room` and `seq` of each. */
  readonly redactEdits: string
}

const SAME_MESSAGE = 'message.room = given.room AND message.seq = given.target AND message.author_id = given.author_id'

const editIs = (name: string) => `${name}.room = given.room AND ${name}.target = given.target
  AND ${name}.author_id = given.author_id AND ${name}.kind = 'edit'`

/** A delete of the batch may repeat a client id. Then it is no event. */
const IS_DELETED = `EXISTS (SELECT 1 FROM event AS removal WHERE removal.room = given.room
  AND removal.target = given.target AND removal.author_id = given.author_id AND removal.kind = 'delete')`

/**
 * `applyChange` for a whole batch. Each statement reads from the log what to do, not from the batch. So neither the
 * order within a batch nor a repeated change makes a difference: a delete wins, and the last edit stands. Only changes
 * by the message's author count, so every comparison includes the author.
 */
export function changesSql(dialect: ChangesDialect): ChangesSql {
  const { given, textOfEdit, mentionsIn, called, bodyWithoutText } = dialect
  const redact = `UPDATE event SET kind = '${REDACTED}', body = ${bodyWithoutText} FROM ${given}`
  return {
    removeMessages: `DELETE FROM message WHERE (room, seq) IN (
  SELECT message.room, message.seq FROM ${given} JOIN message ON ${SAME_MESSAGE} WHERE ${IS_DELETED}
)`,
    redactMessages: `${redact} WHERE event.room = given.room AND event.seq = given.target
  AND event.author_id = given.author_id AND event.kind = 'message' AND ${IS_DELETED}`,
    editMessages: `UPDATE message SET text = ${textOfEdit}, rev = edit.seq, edited_at = edit.at,
  mentions = nullif(coalesce((
    SELECT ${mentionsIn('said')} FROM event AS said WHERE ${editIs('said')}
      AND CASE WHEN said.seq > coalesce(message.rev, message.seq) THEN ${mentionsIn('said')} END IS NOT NULL
    ORDER BY said.seq DESC LIMIT 1
  ), message.mentions), '[]')
FROM (
  SELECT given.*, (SELECT max(newest.seq) FROM event AS newest WHERE ${editIs('newest')}) AS rev FROM ${given}
) AS given
JOIN event AS edit ON edit.room = given.room AND edit.seq = given.rev
WHERE ${SAME_MESSAGE} AND coalesce(message.rev, message.seq) < edit.seq`,
    removeMentions: `DELETE FROM mention WHERE (room, seq) IN (SELECT given.room, given.target FROM ${given})`,
    addMentions: `INSERT INTO mention (person, room, seq, author_id)
SELECT DISTINCT called.value ->> 'id', message.room, message.seq, message.author_id
FROM ${given} JOIN message ON message.room = given.room AND message.seq = given.target CROSS JOIN ${called}`,
    redactEdits: `${redact} WHERE ${editIs('event')} AND NOT EXISTS (SELECT 1 FROM message WHERE ${SAME_MESSAGE})
RETURNING event.room, event.seq`,
  }
}

/** A row of `given`. */
type Given = readonly [room: string, target: number, authorId: string]

interface Changes { readonly deletes: readonly Given[], readonly edits: readonly Given[] }

/** The changes of a batch; null if there are none, as in most batches. */
export function changesOf(batch: readonly (EventDraft | KnownEvent)[]): Changes | null {
  const given = (type: 'edit' | 'delete') =>
    batch.flatMap((each): Given[] => each.type === type ? [[each.room, each.target, each.author.id]] : [])
  const changes = { deletes: given('delete'), edits: given('edit') }
  return changes.deletes.length + changes.edits.length === 0 ? null : changes
}

/** Runs one of the statements. */
type RunChange = (sql: string, given: readonly Given[]) => Promise<readonly unknown[]>

/** Runs the statements for a batch, without waiting in between. Resolves with the result of `redactEdits`. */
export async function applyChanges(changes: Changes, sql: ChangesSql, run: RunChange): Promise<readonly unknown[]> {
  const { deletes, edits } = changes
  const done: Promise<readonly unknown[]>[] = []
  if (deletes.length > 0) done.push(run(sql.removeMessages, deletes), run(sql.redactMessages, deletes))
  if (edits.length > 0) done.push(run(sql.editMessages, edits))
  // Whatever the changes made of the messages: the rows follow from what they are now.
  done.push(run(sql.removeMentions, [...deletes, ...edits]), run(sql.addMentions, [...deletes, ...edits]))
  done.push(run(sql.redactEdits, [...deletes, ...edits]))
  return (await Promise.all(done)).at(-1) ?? []
}

/** Makes a batch's answers match the log: a redacted edit has no text. */
export function withoutRedacted(redacted: readonly unknown[]): (appended: Appended) => Appended {
  const places = new Set(redacted.map(row => placeOf(toPlace(row))))
  return (appended) => {
    const { event } = appended
    const isRedacted = event.type === 'edit' && places.has(placeOf(event))
    if (!isRedacted) return appended
    const { mentions: _, ...rest } = event
    return { ...appended, event: { ...rest, text: '' } }
  }
}

function placeOf({ room, seq }: { readonly room: string, readonly seq: number }): string {
  return JSON.stringify([room, seq])
}
