import { OWN_MESSAGES_PER_READ } from '../../../platform/limits/server-limits'
import type { PlaceDb } from '../../tables'

/** A message of somebody's, as it stands. */
export interface OwnMessage {
  readonly room: string
  readonly seq: number
  readonly at: number
  readonly text: string
  readonly editedAt: number | null
}

/** All messages of a user, some at a time, in the order of rooms and of `seq`. The log has no index by author. */
export async function* ownMessages(db: PlaceDb, author: string): AsyncGenerator<readonly OwnMessage[]> {
  let after = { room: '', seq: 0 }
  for (;;) {
    const { room, seq } = after
    const rows = await db.selectFrom('message').select(['room', 'seq', 'at', 'text', 'edited_at'])
      .where('author_id', '=', author)
      .where(({ eb, or, and }) => or([eb('room', '>', room), and([eb('room', '=', room), eb('seq', '>', seq)])]))
      .orderBy('room').orderBy('seq').limit(OWN_MESSAGES_PER_READ).execute()
    const last = rows.at(-1)
    if (!last) return
    yield rows.map(({ edited_at: editedAt, ...message }) => ({ ...message, editedAt }))
    after = last
  }
}
