import type { RoomState } from '#shared/schemas/room'
import type { Hub } from '../../core/hub/hub'
import type { Presence } from '../../core/presence/presence'
import type { Principal } from '../../core/principal'
import type { PlaceDb } from '../tables'
import type { RoomDirectory } from './directory'
import { shownOther, titlesOfDirect, type Other } from './direct-titles'
import { membershipsOf, ownIn, type Own } from './memberships'
import type { CrowdReads } from './feed/crowd-reads'
import { marksOf, type CountedMark } from './reading'
import { toldMentions, unreadMentions } from './unread-mentions'

export interface RoomStatesDeps {
  readonly db: PlaceDb
  readonly rooms: RoomDirectory
  readonly hub: Pick<Hub, 'heads'>
  readonly presence: Pick<Presence, 'online'>
  /** Reads for many users at once, where many ask at once. */
  readonly crowd?: CrowdReads
}

/** Whether anything is stored of this user. Of most guests nothing is, and nothing has to be read. */
export function isStored(user: Principal | null): user is Principal {
  return user?.session !== undefined
}

/**
 * The rooms of a user, as `hello` lists them: the channels of the configuration, then the user's own.
 * @param among of the user's own, only these
 */
export async function roomStates(
  deps: RoomStatesDeps, user: Principal | null, among?: readonly string[],
): Promise<RoomState[]> {
  const { rooms, hub, presence } = deps
  const pinned = rooms.pinned.filter(({ id }) => rooms.may(user, 'read', id))
  const ids = pinned.map(({ id }) => id)
  const heads = await hub.heads(ids)
  const stored = isStored(user) ? await storedOf(deps, user.id, ids, among) : null
  const marks = stored?.marks ?? null
  const known = pinned.map((room, index): RoomState => ({
    ...rooms.known(room.id)?.room ?? room,
    ...headIn(heads[index], marks?.get(room.id)?.seq),
    online: presence.online(room.id),
    ...readingIn(marks, room.id),
    ...shownOwn(stored?.ofPinned.get(room.id) ?? null),
  }))
  const own = stored?.memberships.filter(({ room }) => !rooms.isPinned(room.id)) ?? []
  await learn(rooms, user, own.map(({ room }) => room.id))
  return [...known, ...own.map((membership): RoomState => {
    const { room, epoch, lastSeq } = membership
    return {
      ...room, epoch, lastSeq, online: presence.online(room.id), ...readingIn(marks, room.id), ...shownOwn(membership),
      ...shownOther(stored?.others.get(room.id)),
    }
  })]
}

/**
 * Reads the rooms anew that this process would refuse to the user though the list has them: the list is newer than what
 * it knows. A client that is refused a listed room does not ask again on that connection.
 */
async function learn(rooms: RoomDirectory, user: Principal | null, ids: readonly string[]): Promise<void> {
  const stale = ids.filter(id => rooms.known(id) && !rooms.may(user, 'read', id))
  await Promise.all(stale.map(id => rooms.refresh(id)))
}

/** What the database has of a user in their rooms. */
async function storedOf(
  { db, crowd }: Pick<RoomStatesDeps, 'db' | 'crowd'>, person: string, pinned: readonly string[],
  among?: readonly string[],
) {
  if (crowd && among?.length === 0 && !await crowd.hasUnopenedTalk(person)) return inChannels(db, crowd, person)
  const memberships = await membershipsOf(db, person, among)
  const own = memberships.map(({ room }) => room.id)
  const direct = memberships.filter(({ room }) => room.kind === 'direct').map(({ room }) => room.id)
  const [marks, ofPinned, others] = await Promise.all([
    marksOf(db, person, among && [...pinned, ...own]), ownIn(db, person, pinned), titlesOfDirect(db, person, direct),
  ])
  return { memberships, marks, ofPinned, others }
}

/** The same of a user in whose own rooms nothing changed: only the channels of the configuration. */
async function inChannels(db: PlaceDb, crowd: CrowdReads, person: string) {
  const [marked, ofPinned] = await Promise.all([crowd.marksInChannels(person), crowd.ownInChannels(person)])
  const mentions = await unreadMentions(db, person, marked.filter(({ unread }) => unread > 0))
  const marks = new Map(marked.map(mark => [mark.room, { ...mark, mentions: mentions.get(mark.room) ?? [] }]))
  return { memberships: [], marks, ofPinned, others: new Map<string, Other>() }
}

/** Only what is not the usual. */
export function shownOwn(own: Own | null): Pick<RoomState, 'role' | 'mutedUntil' | 'notify' | 'favourite'> {
  if (!own) return {}
  const { role, mutedUntil, notify, favourite } = own
  return {
    role,
    ...(mutedUntil !== null && mutedUntil > Date.now() ? { mutedUntil } : {}),
    ...(notify === 'all' ? {} : { notify }),
    ...(favourite ? { favourite } : {}),
  }
}

/**
 * The head of a room's log. What this process knows of it may be a moment old: the log reaches up to a stored mark at
 * least. A client takes no mark above the head.
 */
export function headIn(head: { readonly epoch: string, readonly lastSeq: number } | undefined, mark = 0) {
  return { epoch: head?.epoch ?? '', lastSeq: Math.max(head?.lastSeq ?? 0, mark) }
}

/** What is stored of a user's reading in a room; nothing for a user without a row. */
function readingIn(marks: ReadonlyMap<string, CountedMark> | null, room: string) {
  const mark = marks?.get(room)
  if (mark) return { mark: mark.seq, generation: mark.generation, unread: mark.unread, ...toldMentions(mark.mentions) }
  return marks ? { generation: 0 } : {}
}

/** One room of a user; null where the user may not read it. */
export async function roomState(deps: RoomStatesDeps, user: Principal, id: string): Promise<RoomState | null> {
  const { rooms, hub, presence, db } = deps
  const entry = await rooms.load(id)
  if (!entry || !rooms.may(user, 'read', id)) return null
  // Before the marks: what is counted with them reaches at least up to the head.
  const [head] = await hub.heads([id])
  const [own, others, marks] = await Promise.all([
    ownIn(db, user.id, [id]),
    entry.room.kind === 'direct' ? titlesOfDirect(db, user.id, [id]) : new Map<string, Other>(),
    isStored(user) ? marksOf(db, user.id, [id]) : null,
  ])
  const mutedUntil = rooms.standing(user, id)?.mutedUntil ?? 0
  return {
    ...entry.room,
    ...headIn(head, marks?.get(id)?.seq),
    online: presence.online(id),
    ...readingIn(marks, id),
    // A user may be muted in a channel that they have not joined.
    ...(mutedUntil > Date.now() ? { mutedUntil } : {}),
    ...shownOwn(own.get(id) ?? null),
    ...shownOther(others.get(id)),
  }
}
