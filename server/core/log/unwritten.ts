import { CHANGE_KINDS, isChange } from '#shared/events'
import { applyAll } from '#shared/events/apply-all'
import type { Message } from '#shared/events/message'
import { toEvent } from './rows'
import { EVENT, type Query } from './sql'

/** Kinds whose effect is in the table of messages: `changes.ts` writes it in the commit of the event. */
const WRITTEN: readonly string[] = ['edit', 'delete']

/** All others are applied when a message is read, and so need neither a column nor SQL of their own. */
const UNWRITTEN = CHANGE_KINDS.filter(kind => !WRITTEN.includes(kind))

/** Most changes that are read for a page: of more, the newest. */
const CHANGES_MAX = 2_000

/** The index `event_target` has the events of these messages. */
const selectChanges = (kinds: readonly string[]) => `SELECT ${EVENT} FROM event
WHERE room = $1 AND target >= $2 AND target <= $3 AND kind IN (${kinds.map(kind => `'${kind}'`).join(', ')})
ORDER BY seq DESC LIMIT ${CHANGES_MAX}`

/** A page of messages with the changes that its rows don't have. Where there is no such kind, nothing is read. */
export async function withUnwritten(
  query: Query, messages: Message[], kinds: readonly string[] = UNWRITTEN,
): Promise<Message[]> {
  const [first, last] = [messages[0], messages.at(-1)]
  if (kinds.length === 0 || !first || !last) return messages
  const rows = await query(selectChanges(kinds), [first.room, first.seq, last.seq])
  return [...applyAll(messages, rows.map(toEvent).filter(isChange))]
}
