import type { KnownContext } from '../../operations/define'
import type { PlaceDb } from '../../tables'

/**
 * All that is stored of the caller except messages. Left out is what only signs in (hashes of passwords and codes), and
 * what is about others: who blocks the caller, and who mentions them.
 */
export async function ownRows({ db, principal }: KnownContext) {
  const { id } = principal
  const [profile, memberships, rooms, marks, invitations, used, deeds, signIns, blocked] = await Promise.all([
    readProfile(db, id), readMemberships(db, id), readRooms(db, id), readMarks(db, id), readInvitations(db, id),
    readUsed(db, id), readDeeds(db, id), readSignIns(db, id), readBlocked(db, id),
  ])
  // Of a guest who did nothing that lasts there is no row.
  return {
    profile: profile ?? { id, name: principal.name, role: 'guest' },
    memberships, createdRooms: rooms, readMarks: marks, invitations, usedInvitations: used, deeds, signIns,
    blocked: blocked.map(({ other }) => other),
  }
}

async function readProfile(db: PlaceDb, id: string) {
  const row = await db.selectFrom('person').selectAll().where('id', '=', id).executeTakeFirst()
  if (!row) return null
  const picture = row.picture === null
    ? undefined
    : await db.selectFrom('picture').select(['type', 'data']).where('hash', '=', row.picture).executeTakeFirst()
  const { name, handle, role, mail, status, language, issuer, subject } = row
  return {
    id, name, handle, role, mail, status, statusUntil: row.status_until, language,
    hidesPresence: row.hides_presence === 1, hidesReading: row.hides_reading === 1,
    secondFactor: row.totp_secret !== null, provider: issuer === null ? null : { issuer, subject },
    createdAt: row.created_at, lastSeenAt: row.last_seen_at, picture: picture ?? null,
  }
}

async function readMemberships(db: PlaceDb, id: string) {
  const rows = await db.selectFrom('membership').leftJoin('room_info', 'room_info.id', 'membership.room')
    .select([
      'membership.room', 'room_info.title', 'membership.state', 'membership.role', 'membership.joined_at as joinedAt',
      'membership.muted_until as mutedUntil', 'membership.removed_at as removedAt', 'membership.notify',
      'membership.favourite',
    ])
    .where('membership.person', '=', id).execute()
  return rows.map(({ favourite, ...row }) => ({ ...row, favourite: favourite === 1 }))
}

function readRooms(db: PlaceDb, id: string) {
  return db.selectFrom('room_info').select(['id as room', 'title', 'created_at as createdAt'])
    .where('created_by', '=', id).execute()
}

function readMarks(db: PlaceDb, id: string) {
  return db.selectFrom('read_mark').select(['room', 'seq']).where('person', '=', id).execute()
}

/** Without their codes: the file may lie where others find it. */
function readInvitations(db: PlaceDb, id: string) {
  return db.selectFrom('invite')
    .select([
      'room', 'created_at as createdAt', 'expires_at as expiresAt', 'max_uses as maxUses', 'revoked_at as revokedAt',
    ])
    .where('by', '=', id).execute()
}

function readUsed(db: PlaceDb, id: string) {
  return db.selectFrom('invite_use').leftJoin('invite', 'invite.code', 'invite_use.code')
    .select(['invite.room', 'invite_use.at']).where('invite_use.person', '=', id).execute()
}

function readDeeds(db: PlaceDb, id: string) {
  return db.selectFrom('audit').select(['room', 'at', 'action', 'target', 'reason', 'seq'])
    .where('by', '=', id).orderBy('at').execute()
}

function readSignIns(db: PlaceDb, id: string) {
  return db.selectFrom('session').select(['device', 'created_at as createdAt', 'last_seen_at as lastSeenAt'])
    .where('person', '=', id).execute()
}

function readBlocked(db: PlaceDb, id: string) {
  return db.selectFrom('blocked').select('other').where('person', '=', id).execute()
}
