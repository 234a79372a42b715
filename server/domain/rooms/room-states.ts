import type { RoomState } from '#shared/schemas/room'
import type { Hub } from '../../core/hub/hub'
import type { Presence } from '../../core/presence/presence'
import type { Principal } from '../../core/principal'
import type { PlaceDb } from '../tables'
import type { RoomDirectory } from './directory'
import { titlesOfDirect } from './direct-titles'
import { membershipsOf } from './memberships'
import { marksOf } from './reading'

export interface RoomStatesDeps {
  readonly db: PlaceDb
  readonly rooms: RoomDirectory
  readonly hub: Pick<Hub, 'heads'>
  readonly presence: Pick<Presence, 'online'>
}

/** Whether anything is stored of this user. Of most guests nothing is, and nothing has to be read. */
function isStored(user: Principal | null): user is Principal {
  return user?.session !== undefined
}

/** All rooms of a user, as `hello` lists them: the channels of the configuration, then the user's own. */
export async function roomStates(deps: RoomStatesDeps, user: Principal | null): Promise<RoomState[]> {
  const { db, rooms, hub, presence } = deps
  const pinned = rooms.pinned.filter(({ id }) => rooms.may(user, 'read', id))
  const [heads, memberships, marks] = await Promise.all([
    hub.heads(pinned.map(({ id }) => id)),
    isStored(user) ? membershipsOf(db, user.id) : [],
    isStored(user) ? marksOf(db, user.id) : new Map<string, { seq: number, unread: number }>(),
  ])
  const direct = isStored(user)
    ? await titlesOfDirect(db, user.id, memberships.filter(({ room }) => room.kind === 'direct').map(({ room }) => room.id))
    : new Map<string, { id: string, name: string }>()
  const reading = (id: string) => {
    const mark = marks.get(id)
    return mark ? { mark: mark.seq, unread: mark.unread } : {}
  }
  const known = pinned.map((room, index): RoomState => ({
    ...rooms.known(room.id)?.room ?? room,
    epoch: heads[index]?.epoch ?? '',
    lastSeq: heads[index]?.lastSeq ?? 0,
    online: presence.online(room.id),
    ...reading(room.id),
  }))
  const own = memberships.map(({ room, role, epoch, lastSeq, mutedUntil }): RoomState => {
    const other = direct.get(room.id)
    return {
      ...room, role, epoch, lastSeq, online: presence.online(room.id), ...reading(room.id),
      ...(other ? { title: other.name, with: other.id } : {}),
      ...(mutedUntil === null ? {} : { mutedUntil }),
    }
  })
  return [...known, ...own]
}

/** One room of a user; null where the user may not read it. */
export async function roomState(deps: RoomStatesDeps, user: Principal, id: string): Promise<RoomState | null> {
  const { rooms, hub, presence, db } = deps
  const entry = await rooms.load(id)
  if (!entry || !rooms.may(user, 'read', id)) return null
  const [head] = await hub.heads([id])
  const standing = rooms.standing(user, id)
  const role = standing?.state === 'member' ? standing.role : await roleIn(db, user, id)
  const other = entry.room.kind === 'direct' ? (await titlesOfDirect(db, user.id, [id])).get(id) : undefined
  return {
    ...entry.room,
    epoch: head?.epoch ?? '',
    lastSeq: head?.lastSeq ?? 0,
    online: presence.online(id),
    ...(role ? { role } : {}),
    ...(standing?.mutedUntil ? { mutedUntil: standing.mutedUntil } : {}),
    ...(other ? { title: other.name, with: other.id } : {}),
  }
}

/** Ordinary members of a channel are not remembered: there may be thousands. */
async function roleIn(db: PlaceDb, { id: person }: Principal, room: string): Promise<'member' | null> {
  const row = await db.selectFrom('membership').select('state')
    .where('room', '=', room).where('person', '=', person).where('state', '=', 'member').executeTakeFirst()
  return row ? 'member' : null
}
