import { IDS_PER_READ, OWN_MESSAGES_SOUGHT_IN } from '../../../platform/limits/server-limits'
import type { PlaceDb } from '../../tables'

/** A message of the user, in its present state. */
export interface OwnMessage {
  readonly room: string
  readonly seq: number
  readonly at: number
  readonly text: string
  readonly editedAt: number | null
}

/** A part of the log that one query looks through. */
interface Part {
  readonly rooms: readonly string[]
  /** The large room to read; null for all of some small ones. */
  readonly range: readonly [from: number, to: number] | null
}

/**
 * All messages of a user, some at a time, in the order of rooms and of `seq`. The log has no index by author, since
 * each message would pay for it: one pass looks through it part by part, and other reads run between two of them.
 */
export async function* ownMessages(db: PlaceDb, author: string): AsyncGenerator<readonly OwnMessage[]> {
  const rooms = await db
    .selectFrom('room')
    .select(['id', 'first_seq', 'last_seq'])
    .where('last_seq', '>', 0)
    .orderBy('id')
    .execute()
  for (const part of partsOf(rooms)) {
    const rows = await read(db, author, part)
    if (rows.length > 0) yield rows.map(({ edited_at: editedAt, ...message }) => ({ ...message, editedAt }))
  }
}

function read(db: PlaceDb, author: string, { rooms, range }: Part) {
  return db.selectFrom('message').select(['room', 'seq', 'at', 'text', 'edited_at'])
    .where('room', 'in', rooms).where('author_id', '=', author)
    .$if(range !== null, query => query.where('seq', '>=', range?.[0] ?? 0).where('seq', '<=', range?.[1] ?? 0))
    .orderBy('room').orderBy('seq').execute()
}

function* partsOf(rooms: readonly { id: string, first_seq: number, last_seq: number }[]): Generator<Part> {
  let small: string[] = []
  let size = 0
  for (const { id, first_seq: first, last_seq: last } of rooms) {
    const length = last - first + 1
    if (small.length > 0 && (size + length > OWN_MESSAGES_SOUGHT_IN || small.length >= IDS_PER_READ)) {
      yield { rooms: small, range: null }
      small = []
      size = 0
    }
    if (length > OWN_MESSAGES_SOUGHT_IN) {
      for (let from = first; from <= last; from += OWN_MESSAGES_SOUGHT_IN) {
        yield { rooms: [id], range: [from, from + OWN_MESSAGES_SOUGHT_IN - 1] }
      }
    }
    else {
      small.push(id)
      size += length
    }
  }
  if (small.length > 0) yield { rooms: small, range: null }
}
