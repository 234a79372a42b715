import type { Room, RoomRole } from '#shared/schemas/room'
import { ROOM_KINDS, ROOM_ROLES } from '#shared/schemas/room'
import type { Standing } from '../../access/can'
import { isBlocked } from '../people/is-blocked'
import type { PlaceDb } from '../tables'

/** A room as a process knows it: its settings, and what users are in it. */
export interface RoomEntry {
  readonly room: Room
  /** The count of taken rights that `standings` belong to: see `EventDraft.access`. */
  readonly access: number
  /** In a private or direct room all members; in a channel only users who have a role, are muted or are banned. */
  readonly standings: ReadonlyMap<string, Standing>
  /** Least time between two messages of a member, ms; 0 for none. */
  readonly slowMs: number
  /** When it was read, ms of `performance.now()`. */
  readonly readAt: number
}

const STATES = ['member', 'left', 'removed', 'banned'] as const

function oneOf<T extends string>(values: readonly T[], value: string, fallback: T): T {
  return values.find(one => one === value) ?? fallback
}

/** The role as the database has it. */
export function roleOf(role: string): RoomRole {
  return oneOf(ROOM_ROLES, role, 'member')
}

/** What a user is in a room, as the database has it. */
export function standingOf({ state, role, muted_until: mutedUntil }: {
  state: string
  role: string
  muted_until: number | null
}): Standing {
  return { state: oneOf(STATES, state, 'left'), role: roleOf(role), mutedUntil }
}

/** The columns of `room_info`, as a room is shown. */
export interface InfoRow {
  readonly id: string
  readonly kind: string
  readonly title: string
  readonly topic: string
  readonly emoji: string
  readonly picture: string | null
  readonly archived_at: number | null
  readonly read_only: number
  readonly slow_ms: number
}

/** The columns of `roomOf`. */
export const INFO = [
  'room_info.id', 'room_info.kind', 'room_info.title', 'room_info.topic', 'room_info.emoji', 'room_info.picture',
  'room_info.archived_at', 'room_info.read_only', 'room_info.slow_ms',
] as const

/** @param pinned the room as the configuration has it: its title and kind count */
export function roomOf(info: InfoRow | null, pinned?: Room): Room | null {
  if (!info) return pinned ?? null
  const { id, topic, emoji, picture } = info
  return {
    ...pinned ?? { id, kind: oneOf(ROOM_KINDS, info.kind, 'desk'), title: info.title },
    ...(topic ? { topic } : {}),
    ...(emoji ? { emoji } : {}),
    ...(picture ? { picture } : {}),
    ...(info.archived_at === null ? {} : { archived: true }),
    ...(info.read_only ? { readOnly: true } : {}),
    ...(info.slow_ms ? { slowSeconds: Math.ceil(info.slow_ms / 1_000) } : {}),
  }
}

/** Reads a room. Null where there is none. `access` first: what changes meanwhile makes it stale, not wrong. */
export async function readEntry(db: PlaceDb, id: string, pinned?: Room): Promise<RoomEntry | null> {
  const readAt = performance.now()
  const head = await db.selectFrom('room').select('access').where('id', '=', id).executeTakeFirst()
  if (!head) return null
  const info = await db.selectFrom('room_info').selectAll().where('id', '=', id).executeTakeFirst()
  const room = roomOf(info ?? null, pinned)
  if (!room) return null
  const rows = await db.selectFrom('membership').select(['person', 'state', 'role', 'muted_until'])
    .where('room', '=', id)
    .$if(room.kind === 'channel', query => query.where(({ eb, or }) => or([
      eb('role', '!=', 'member'), eb('state', '=', 'banned'), eb('muted_until', 'is not', null),
    ])))
    .execute()
  const standings = new Map(rows.map(row => [row.person, standingOf(row)]))
  const isShut = room.kind === 'direct' && await isBlocked(db, [...standings.keys()])
  const shown = isShut ? { ...room, readOnly: true } : room
  return { room: shown, access: head.access, standings, slowMs: info?.slow_ms ?? 0, readAt }
}
