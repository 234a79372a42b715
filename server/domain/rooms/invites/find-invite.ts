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
  /** The name of the user whose link it is. */
  readonly by: string
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
  const row = await db.selectFrom('invite').select(['room', 'by', 'expires_at', 'max_uses', 'revoked_at'])
    .where('code', '=', code).executeTakeFirst()
  if (!row || row.revoked_at !== null || (row.expires_at !== null && row.expires_at <= Date.now())) return null
  const room = await roomIn(db, context, row.room)
  const maker = await storedPerson(db, row.by)
  if (!room || !maker || maker.disabled) return null
  const standing = await standingIn(db, room.id, maker.id)
  const isOut = standing?.state === 'removed' || standing?.state === 'banned'
  if (isOut || !can({ id: maker.id, role: maker.role }, 'invite', { room, standing })) return null
  return { code, room, by: maker.name, maxUses: row.max_uses, uses: await usesOf(db, code) }
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
