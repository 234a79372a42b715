import type { Room, RoomRole } from '#shared/schemas/room'
import type { PlaceRole, User } from '#shared/schemas/user'

/** Actions in a room. `edit` and `delete` concern a message. */
export const ACTIONS = [
  'read', 'send', 'edit', 'delete', 'join', 'leave', 'members', 'invite', 'manage', 'moderate', 'roles', 'destroy',
] as const
export type Action = typeof ACTIONS[number]

/** Actions in the whole place. */
export const PLACE_ACTIONS = ['browse', 'create-room', 'administer'] as const
export type PlaceAction = typeof PLACE_ACTIONS[number]

/** The user who asks; null is a caller without a session (a script, the plain wire). Without a role it is a guest. */
export type Principal = Pick<User, 'id'> & { readonly role?: PlaceRole } | null

/** A user's role and restrictions in a room, as far as permissions depend on them. */
export interface Standing {
  readonly state: 'member' | 'left' | 'removed' | 'banned'
  readonly role: RoomRole
  /** Unix ms until which the user may not write. */
  readonly mutedUntil?: number | null
}

/** The object of an action. If a rule needs the author of the message and none is given, the answer is no. */
export interface Resource {
  readonly room: Pick<Room, 'kind' | 'archived' | 'readOnly' | 'pinned'>
  /** The user's standing in the room. */
  readonly standing?: Standing | null
  /** The author of the message. */
  readonly author?: Pick<User, 'id'>
  /** Unix ms, for mutes. */
  readonly now?: number
  /** Whether guests may write. The owner may forbid it. */
  readonly guestsWrite?: boolean
}

/**
 * Levels of trust, the least first. `anyone` has no session, `guest` no account. The last three are roles in the room.
 * In a channel the owners and moderators of the place have these roles, whatever their own role there.
 */
const LEVELS = ['anyone', 'guest', 'account', 'member', 'moderator', 'owner', 'nobody'] as const
type Level = typeof LEVELS[number]

/** The least level that may act. `own`: the author of the message only, from that level on. */
type Rule = Level | { readonly own: Level }

/** All permissions. A new kind of room or a new action does not compile without its own. */
const RULES: Readonly<Record<Room['kind'], Readonly<Record<Action, Rule>>>> = {
  channel: {
    read: 'anyone', send: 'guest', edit: { own: 'guest' }, delete: { own: 'guest' }, join: 'guest', leave: 'member',
    members: 'account', invite: 'account', manage: 'moderator', moderate: 'moderator', roles: 'owner', destroy: 'owner',
  },
  private: {
    read: 'member', send: 'member', edit: { own: 'member' }, delete: { own: 'member' }, join: 'nobody', leave: 'member',
    members: 'member', invite: 'member', manage: 'moderator', moderate: 'moderator', roles: 'owner', destroy: 'owner',
  },
  direct: {
    read: 'member', send: 'member', edit: { own: 'member' }, delete: { own: 'member' }, join: 'nobody', leave: 'nobody',
    members: 'member', invite: 'nobody', manage: 'nobody', moderate: 'nobody', roles: 'nobody', destroy: 'nobody',
  },
  desk: {
    read: 'nobody', send: 'nobody', edit: 'nobody', delete: 'nobody', join: 'nobody', leave: 'nobody',
    members: 'nobody', invite: 'nobody', manage: 'nobody', moderate: 'nobody', roles: 'nobody', destroy: 'nobody',
  },
}

/** Rules of a configured channel, which only the operator removes or renames. */
const PINNED: Readonly<Partial<Record<Action, Rule>>> = { leave: 'nobody', invite: 'nobody', destroy: 'nobody' }

/** What an archived room still allows. */
const WHEN_ARCHIVED: ReadonlySet<Action> = new Set(['read', 'leave', 'members', 'manage', 'roles', 'destroy'])

/** Actions that make a message. They are refused to muted users and in read-only rooms. */
const WRITES: ReadonlySet<Action> = new Set(['send', 'edit'])

const PLACE_RULES: Readonly<Record<PlaceAction, readonly PlaceRole[]>> = {
  'browse': ['owner', 'moderator', 'member'],
  'create-room': ['owner', 'moderator', 'member'],
  'administer': ['owner'],
}

/**
 * Whether a user may act in a room. Every handler, every command and the hub ask here, and no other code decides. Pure,
 * so that it can be asked again in the tick in which the answer is used.
 */
export function can(principal: Principal, action: Action, resource: Resource): boolean {
  const { room, standing, author, now = Date.now(), guestsWrite = true } = resource
  const ownsPlace = room.kind === 'channel' && principal?.role === 'owner'
  if (standing?.state === 'banned' && !ownsPlace) return false
  if (room.archived && !WHEN_ARCHIVED.has(action)) return false
  const level = levelOf(principal, room.kind, standing ?? null)
  if (!guestsWrite && room.kind === 'channel' && WRITES.has(action) && isGuest(principal)) return false
  if (WRITES.has(action) && level < LEVELS.indexOf('moderator')) {
    if (room.readOnly || (standing?.mutedUntil ?? 0) > now) return false
  }
  const rule = (room.pinned ? PINNED[action] : undefined) ?? RULES[room.kind][action]
  if (typeof rule === 'string') return level >= LEVELS.indexOf(rule)
  return level >= LEVELS.indexOf(rule.own) && principal !== null && principal.id === author?.id
}

function isGuest(principal: Principal): boolean {
  return (principal?.role ?? 'guest') === 'guest'
}

/** The owner's settings on which permissions in the place depend. */
export interface PlacePolicy {
  readonly createRooms: 'members' | 'moderators'
}

/** Whether a user may act in the whole place. */
export function canInPlace(principal: Principal, action: PlaceAction, policy?: PlacePolicy): boolean {
  const role = principal?.role ?? 'guest'
  if (action === 'create-room' && policy?.createRooms === 'moderators' && role === 'member') return false
  return PLACE_RULES[action].includes(role)
}

/** A user in a room, for comparing two users. */
export interface InRoom {
  readonly principal: Principal
  readonly standing: Standing | null
}

/**
 * Whether one user is above the other in the room: no user removes, bans, mutes or demotes an equal. In a channel the
 * owner of the place is above its owners.
 */
export function outranks(one: InRoom, other: InRoom, kind: Room['kind']): boolean {
  return rankOf(one, kind) > rankOf(other, kind)
}

function rankOf({ principal, standing }: InRoom, kind: Room['kind']): number {
  const ownsPlace = kind === 'channel' && principal?.role === 'owner'
  return levelOf(principal, kind, standing) + (ownsPlace ? 1 : 0)
}

function levelOf(principal: Principal, kind: Room['kind'], standing: Standing | null): number {
  if (!principal) return LEVELS.indexOf('anyone')
  const { role = 'guest' } = principal
  const account = LEVELS.indexOf(role === 'guest' ? 'guest' : 'account')
  const inRoom = standing?.state === 'member' ? LEVELS.indexOf(standing.role) : 0
  const inPlace = kind === 'channel' && (role === 'owner' || role === 'moderator') ? LEVELS.indexOf(role) : 0
  return Math.max(account, inRoom, inPlace)
}
