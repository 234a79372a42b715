import type { RoomView } from '~/client/types'
import type { Account, PlaceRole } from '#shared/schemas/user'
import type { RoomRole } from '#shared/schemas/room'

export interface Rights {
  readonly invite: boolean
  readonly manage: boolean
  readonly moderate: boolean
  readonly roles: boolean
  readonly destroy: boolean
  readonly leave: boolean
}

type Of = Pick<RoomView, 'kind' | 'pinned' | 'archived'> & { readonly role?: RoomRole | undefined }

/** Levels of a room, the least first. */
const LEVELS = ['guest', 'account', 'member', 'moderator', 'owner'] as const

function levelOf({ kind, role }: Pick<Of, 'kind' | 'role'>, place: PlaceRole): number {
  const account = LEVELS.indexOf(place === 'guest' ? 'guest' : 'account')
  const inPlace = kind === 'channel' && (place === 'owner' || place === 'moderator') ? LEVELS.indexOf(place) : 0
  return Math.max(account, inPlace, role ? LEVELS.indexOf(role) : 0)
}

/**
 * What the page offers in a room. The server decides (`server/access/can.ts`); the page only hides what it would
 * refuse.
 */
export function rightsIn(room: Of, account: Account | undefined): Rights {
  const level = levelOf(room, account?.role ?? 'guest')
  const isOwn = room.kind === 'channel' || room.kind === 'private'
  const from = (least: typeof LEVELS[number]) => isOwn && level >= LEVELS.indexOf(least)
  return {
    invite: from(room.kind === 'channel' ? 'account' : 'member') && !room.pinned && !room.archived,
    manage: from('moderator'),
    moderate: from('moderator') && !room.archived,
    roles: from('owner'),
    destroy: from('owner') && !room.pinned,
    leave: isOwn && !room.pinned && room.role !== undefined,
  }
}

/** As on the server: in a channel the owner of the place is above its owners. */
function rankOf(room: Pick<Of, 'kind' | 'role'>, place: PlaceRole): number {
  return levelOf(room, place) + Number(room.kind === 'channel' && place === 'owner')
}

/** Whether one user is above another in a room: no user mutes, removes or bans an equal. */
export function outranks(
  room: Of, account: Account | undefined, other: { readonly roomRole: RoomRole, readonly role: PlaceRole },
): boolean {
  return rankOf(room, account?.role ?? 'guest') > rankOf({ kind: room.kind, role: other.roomRole }, other.role)
}
