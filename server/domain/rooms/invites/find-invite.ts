import type { Room } from '#shared/schemas/room'
import { can } from '../../../access/can'
import type { KnownContext } from '../../operations/define'
import type { PlaceDb } from '../../tables'
import { roomIn, standingIn } from '../authorize'
import { storedPerson } from '../members/target'

/** A link that can be used, as far as its number of uses goes. */
export interface FoundInvite {
  readonly code: string
  readonly room: Room
  /** Unix ms. */
  readonly createdAt: number
  /** Whether its maker moderates the room. */
  readonly isOfModerator: boolean
  readonly maxUses: number | null
  /** Users who came by it. */
  readonly uses: number
}

/**
 * The invitation with this code; null where there is none, or where it is revoked or expired. Whether its maker may
 * invite is decided now: the links of a user who was removed, banned or lost the right are dead.
 */
export async function findInvite(
  db: PlaceDb, context: Pick<KnownContext, 'rooms'>, code: string,
): Promise<FoundInvite | null> {
  const row = await db.selectFrom('invite').select(['room', 'by', 'created_at', 'expires_at', 'max_uses', 'revoked_at'])
    .where('code', '=', code).executeTakeFirst()
  if (!row || row.revoked_at !== null || (row.expires_at !== null && row.expires_at <= Date.now())) return null
  const room = await roomIn(db, context, row.room)
  const maker = await storedPerson(db, row.by)
  if (!room || !maker || maker.disabled) return null
  const standing = await standingIn(db, room.id, maker.id)
  const isOut = standing?.state === 'removed' || standing?.state === 'banned'
  const principal = { id: maker.id, role: maker.role }
  if (isOut || !can(principal, 'invite', { room, standing })) return null
  return {
    code, room, createdAt: row.created_at, isOfModerator: can(principal, 'moderate', { room, standing }),
    maxUses: row.max_uses, uses: await usesOf(db, code),
  }
}

/**
 * Whether the link may let this user in. A banned user comes by none. A removed one comes by a link that a moderator
 * made after the removal, as only moderators add them again; a channel they may join anyway.
 */
export async function letsIn(db: PlaceDb, invite: FoundInvite, person: string): Promise<boolean> {
  const { room, createdAt, isOfModerator } = invite
  const row = await db.selectFrom('membership').select(['state', 'removed_at'])
    .where('room', '=', room.id).where('person', '=', person).executeTakeFirst()
  if (row?.state === 'banned') return false
  if (row?.state !== 'removed' || room.kind === 'channel') return true
  return isOfModerator && row.removed_at !== null && createdAt > row.removed_at
}

/** How many users came by a link. */
export async function usesOf(db: PlaceDb, code: string): Promise<number> {
  const { count } = await db.selectFrom('invite_use').select(eb => eb.fn.countAll<number>().as('count'))
    .where('code', '=', code).executeTakeFirstOrThrow()
  return Number(count)
}

/** Whether the user came by this link before. */
export async function hasUsed(db: PlaceDb, code: string, person: string): Promise<boolean> {
  const row = await db.selectFrom('invite_use').select('at')
    .where('code', '=', code).where('person', '=', person).executeTakeFirst()
  return row !== undefined
}
