import type { TestPlace } from '../../../../support/place'
import { ASKERS, type Asker, type Kind } from './askers'

/** Users by what they are in the rooms of a test. */
export type Ids = Readonly<Partial<Record<Asker | 'other', string>>>

/** How many forms of a request change a message: each asker has a message for each. */
export const CHANGES_MAX = 2

const SEQS = Array.from({ length: ASKERS.length * CHANGES_MAX }, (_, index) => index + 1)

/** Stores a room of the kind with all askers in it, and messages of the member for each asker to change. */
export async function storeRoom({ parley: { place } }: TestPlace, ids: Ids, name: string, kind: Kind): Promise<string> {
  const { db, rooms } = place
  const id = kind === 'pinned' ? `p_${name}` : `r_${kind}_${name}`
  const head = { last_seq: SEQS.length, first_seq: 1 }
  if (kind === 'pinned') await db.updateTable('room').set(head).where('id', '=', id).execute()
  else {
    await db.insertInto('room').values({ id, epoch: id, ...head }).execute()
    await db
      .insertInto('room_info')
      .values({
        id,
        kind: kind === 'channel' || kind === 'direct' ? kind : 'private',
        title: 'Design',
        created_by: null,
        created_at: 1,
        archived_at: kind === 'archived' ? 1 : null,
        read_only: kind === 'readOnly' ? 1 : 0,
      })
      .execute()
  }
  const row = (person: Asker | 'other', state: string, role: string, muted: number | null = null) => (
    { room: id, person: ids[person] ?? '', state, role, joined_at: 1, muted_until: muted }
  )
  await db.insertInto('membership').values(kind === 'direct'
    ? [row('member', 'member', 'member'), row('other', 'member', 'member')]
    : [
        // Of two owners each may leave.
        row('member', 'member', 'member'), row('other', 'member', 'owner'),
        row('moderator', 'member', 'moderator'), row('owner', 'member', 'owner'),
        row('guestMember', 'member', 'member'),
        row('muted', 'member', 'member', Date.now() + 3_600_000),
        row('removed', 'removed', 'member'), row('banned', 'banned', 'member'),
      ]).execute()
  const author = { author_id: ids.member ?? '', author_name: 'Member', at: Date.now() }
  await db.insertInto('event').values(SEQS.map(seq => (
    { room: id, seq, kind: 'message', ...author, body: JSON.stringify({ id: `m${seq}`, text: 'hello' }) }
  ))).execute()
  await db.insertInto('message').values(SEQS.map(seq => (
    { room: id, seq, id: `m${seq}`, ...author, text: 'hello' }
  ))).execute()
  await rooms.refresh(id)
  return id
}
