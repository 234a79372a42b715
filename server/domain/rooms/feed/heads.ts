import { sql } from 'kysely'
import type { HeadOfRoom } from '#shared/schemas/frames'
import type { Principal } from '../../../core/principal'
import type { PlaceDb } from '../../tables'
import type { RoomDirectory } from '../directory'
import { isStored } from '../room-states'
import { unreadCount } from '../unread-count'
import { toldMentions, unreadMentions } from '../unread-mentions'

export interface HeadsDeps {
  readonly db: PlaceDb
  readonly rooms: Pick<RoomDirectory, 'may' | 'isPinned'>
}

/** The rooms among these that are in the user's list: the user's own, and channels of the configuration. */
function mine({ db, rooms }: HeadsDeps, user: Principal, ids: readonly string[]) {
  const pinned = ids.filter(id => rooms.isPinned(id) && rooms.may(user, 'read', id))
  const others = ids.filter(id => !rooms.isPinned(id))
  return db.selectFrom('room').where(({ eb, or, and, selectFrom }) => or([
    ...(pinned.length > 0 ? [eb('room.id', 'in', pinned)] : []),
    ...(others.length > 0
      ? [and([
          eb('room.id', 'in', others),
          eb('room.id', 'in', selectFrom('membership').select('membership.room')
            .where('membership.person', '=', user.id).where('membership.state', '=', 'member')),
        ])]
      : []),
  ]))
}

/** The heads of those of the rooms that are in the user's list. */
export async function headsOf(deps: HeadsDeps, user: Principal, ids: readonly string[]): Promise<Map<string, number>> {
  if (ids.length === 0 || !isStored(user)) return new Map()
  const rows = await mine(deps, user, ids).select(['room.id', 'room.last_seq']).execute()
  return new Map(rows.map(({ id, last_seq: head }) => [id, head]))
}

/**
 * The same, with the user's mark and what is unread. One statement: the count and the head belong together. Mentions
 * are read after it: of one that comes in between, the event is still to come.
 */
export async function countIn(deps: HeadsDeps, user: Principal, ids: readonly string[]): Promise<HeadOfRoom[]> {
  if (ids.length === 0 || !isStored(user)) return []
  const rows = await mine(deps, user, ids)
    .leftJoin('read_mark', join => join.onRef('read_mark.room', '=', 'room.id').on('read_mark.person', '=', user.id))
    .select([
      'room.id', 'room.last_seq', 'read_mark.seq', 'read_mark.generation',
      unreadCount('room.id', sql`coalesce(read_mark.seq, 0)`, user.id).as('unread'),
    ]).execute()
  const marked = rows.filter(row => Number(row.unread) > 0).map(({ id, seq }) => ({ room: id, seq: seq ?? 0 }))
  const mentions = await unreadMentions(deps.db, user.id, marked)
  return rows.map(({ id, last_seq: head, seq, generation, unread }) => ({
    room: id, head, unread: Number(unread), ...toldMentions(mentions.get(id)),
    ...(seq === null ? {} : { mark: seq, generation: generation ?? 0 }),
  }))
}
