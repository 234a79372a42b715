import { NO_LIST } from '#shared/schemas/frames'
import type { RoomState } from '#shared/schemas/room'
import type { Principal } from '../../../core/principal'
import { FEED_ROWS_MAX, FIRST_ROWS, IDS_PER_READ } from '../../../platform/limits/server-limits'
import type { PlaceDb } from '../../tables'
import { topRooms } from '../memberships'
import { isStored, roomStates, type RoomStatesDeps } from '../room-states'
import { continues, formatPosition, parsePosition, type FeedPosition } from './position'

/** The rooms of a user, all of them or what changed. */
export interface Feed {
  readonly rooms: RoomState[]
  /** The position of this list; absent for a user without a row. */
  readonly feed?: string
  /** `rooms` is what changed since; absent where it is the whole list. */
  readonly since?: string
  /** With `since`: rooms that the user has no more. */
  readonly gone?: string[]
  /** `rooms` is the top of the list only. */
  readonly more?: true
}

/**
 * The user's rooms: the channels of the configuration, and of their own rooms those that changed after `since`. If the
 * server can't know what changed, all of them.
 */
export async function readFeed(deps: RoomStatesDeps, user: Principal, since: string): Promise<Feed> {
  if (!isStored(user)) return { rooms: await roomStates(deps, user) }
  // Read the position before the rows: a change between the two is sent twice, and none is missed.
  const head = await feedPosition(deps, user.id)
  const from = parsePosition(since)
  const feed = formatPosition(head)
  if (since === NO_LIST) return { ...await firstRows(deps, user), feed }
  if (!from || !continues(from, head)) return { rooms: await roomStates(deps, user), feed }
  const changed = from.version === head.version ? [] : await changedSince(deps.db, user.id, from.version)
  // Where much changed, the whole list is no longer, and one plain query.
  const rooms = await roomStates(deps, user, changed.length > FEED_ROWS_MAX ? undefined : changed)
  const there = new Set(rooms.map(({ id }) => id))
  return { rooms, feed, since, gone: changed.filter(id => !there.has(id)) }
}

/** The top of the user's list: the channels of the configuration, and of their own those that are at the top. */
async function firstRows(deps: RoomStatesDeps, user: Principal): Promise<Pick<Feed, 'rooms' | 'more'>> {
  const among = await topRooms(deps.db, user.id, FIRST_ROWS + 1)
  if (among.length <= FIRST_ROWS) return { rooms: await roomStates(deps, user) }
  const rooms = await roomStates(deps, user, among.slice(0, FIRST_ROWS))
  const place = new Map(among.map((id, index) => [id, index]))
  const placeOf = ({ id }: RoomState) => place.get(id) ?? -1
  return { rooms: rooms.sort((a, b) => placeOf(a) - placeOf(b)), more: true }
}

async function feedPosition(deps: RoomStatesDeps, person: string): Promise<FeedPosition> {
  const [epoch, version] = await Promise.all([feedEpoch(deps), feedVersion(deps, person)])
  return { epoch, version }
}

async function feedVersion({ crowd, db }: RoomStatesDeps, person: string): Promise<number> {
  return crowd ? crowd.version(person) : (await feedVersions(db, [person])).get(person) ?? 0
}

/** @see FeedPosition */
async function feedEpoch({ rooms, hub }: Pick<RoomStatesDeps, 'rooms' | 'hub'>): Promise<string> {
  const [head] = await hub.heads(rooms.pinned.slice(0, 1).map(({ id }) => id))
  return head?.epoch ?? ''
}

/** The versions of the feeds of these users; of a user whose feed never moved there is none. */
export async function feedVersions(db: PlaceDb, people: readonly string[]): Promise<Map<string, number>> {
  const versions = new Map<string, number>()
  for (let at = 0; at < people.length; at += IDS_PER_READ) {
    const rows = await db.selectFrom('feed_head').selectAll()
      .where('person', 'in', people.slice(at, at + IDS_PER_READ)).execute()
    for (const { person, version } of rows) versions.set(person, version)
  }
  return versions
}

async function changedSince(db: PlaceDb, person: string, version: number): Promise<string[]> {
  const rows = await db.selectFrom('feed').select('room')
    .where('person', '=', person).where('version', '>', version).execute()
  return rows.map(({ room }) => room)
}
