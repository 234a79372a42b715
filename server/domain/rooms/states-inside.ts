import { setImmediate as nextTick } from 'node:timers/promises'
import type { RoomState } from '#shared/schemas/room'
import type { Principal } from '../../core/principal'
import { IDS_PER_READ } from '../../platform/limits/server-limits'
import type { PlaceDb } from '../tables'
import { ownOfMany } from './memberships'
import { headIn, shownOwn, type RoomStatesDeps } from './room-states'

/**
 * What a room is to each user in it, after it changed: two queries per `IDS_PER_READ` users, however large the room is.
 * Unread messages are not counted: clients in the room count the events that they get. Not for direct rooms, which each
 * of the two users sees under another title.
 */
export async function* statesInside(
  deps: RoomStatesDeps, id: string, users: readonly Principal[],
): AsyncGenerator<readonly [person: string, state: RoomState | null]> {
  const { rooms, hub, presence, db } = deps
  const entry = await rooms.load(id)
  if (users.length === 0) return
  const [head] = entry ? await hub.heads([id]) : []
  for (let at = 0; at < users.length; at += IDS_PER_READ) {
    const some = users.slice(at, at + IDS_PER_READ)
    // Most guests have no row.
    const stored = some.filter(({ session }) => session !== undefined).map(user => user.id)
    const [own, marks] = await Promise.all([ownOfMany(db, id, stored), marksIn(db, id, stored), nextTick()])
    for (const user of some) {
      const mutedUntil = rooms.standing(user, id)?.mutedUntil ?? 0
      yield [user.id, entry && rooms.may(user, 'read', id)
        ? {
            ...entry.room,
            ...headIn(head, marks.get(user.id)?.mark),
            online: presence.online(id),
            ...user.session === undefined ? {} : marks.get(user.id) ?? { generation: 0 },
            ...(mutedUntil > Date.now() ? { mutedUntil } : {}),
            ...shownOwn(own.get(user.id) ?? null),
          }
        : null]
    }
  }
}

async function marksIn(db: PlaceDb, room: string, people: readonly string[]) {
  if (people.length === 0) return new Map<string, { mark: number, generation: number }>()
  const rows = await db.selectFrom('read_mark').select(['person', 'seq', 'generation'])
    .where('room', '=', room).where('person', 'in', people).execute()
  return new Map(rows.map(({ person, seq, generation }) => [person, { mark: seq, generation }]))
}
