import type { Message } from '#shared/events/message'
import type { HeadOfRoom } from '#shared/schemas/frames'
import { lineOf } from '../../../core/hub/last-line'
import { toMessage } from '../../../core/log/rows'
import type { PlaceDb } from '../../tables'

/** The newest message of each of these rooms, in one statement: for each room one look into the index. */
async function lastLines(db: PlaceDb, rooms: readonly string[]): Promise<Map<string, Message>> {
  if (rooms.length === 0) return new Map()
  const rows = await db.selectFrom('room')
    .innerJoin('message', join => join.onRef('message.room', '=', 'room.id').on(({ eb, selectFrom }) => (
      eb('message.seq', '=', selectFrom('message as newest').whereRef('newest.room', '=', 'room.id')
        .select(({ fn }) => fn.max('newest.seq').as('seq')))
    )))
    .selectAll('message').where('room.id', 'in', rooms).execute()
  return new Map(rows.map(toMessage).map(message => [message.room, lineOf(message)]))
}

/** The same heads, each with the newest message of its room. */
export async function withLastLines(db: PlaceDb, heads: readonly HeadOfRoom[]): Promise<HeadOfRoom[]> {
  const lines = await lastLines(db, heads.map(({ room }) => room))
  return heads.map((head) => {
    const last = lines.get(head.room)
    return last ? { ...head, last } : head
  })
}
