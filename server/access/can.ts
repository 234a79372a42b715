import type { Room, RoomRole } from '#shared/schemas/room'
import type { PlaceRole, User } from '#shared/schemas/user'

/** What somebody may want to do in a room. `edit` and `delete` are asked about a message. */
export const ACTIONS = [
  'read', 'send', 'edit', 'delete', 'join', 'leave', 'members', 'invite', 'manage', 'moderate', 'roles', 'destroy',
] as const
export type Action = typeof ACTIONS[number]

/** What somebody may want to do in the whole place. */
export const PLACE_ACTIONS = ['browse', 'create-room', 'administer'] as const
export type PlaceAction = typeof PLACE_ACTIONS[number]

/** Who asks: null is a caller without a session (a script, the plain wire). Without a role it is a guest. */
export type Principal = Pick<User, 'id'> & { readonly role?: PlaceRole } | null

/** What a user is in a room, as far as permissions depend on it. */
export interface Standing {
  readonly state: 'member' | 'left' | 'removed' | 'banned'
  readonly role: RoomRole
  /** May not write until then, Unix ms. */
  readonly mutedUntil?: number | null
}

/** What the action is about. Where a rule asks for the author of a message and none is given, the answer is no. */
export interface Resource {
  readonly room: Pick<Room, 'kind' | 'archived' | 'readOnly' | 'pinned'>
  /** What the principal is in the room. */
  readonly standing?: Standing | null
  /** The author of the message. */
  readonly author?: Pick<User, 'id'>
  /** Unix ms, for mutes. */
  readonly now?: number
  /** Whether guests may write; the owner may have turned it off. */
  readonly guestsWrite?: boolean
}

/**
 * Levels of trust, the least first. `anyone` has no session, `guest` no account. The last three are roles in the room:
 * in a channel the place's owners and moderators have them too, whatever they are there.
 */
const LEVELS = ['anyone', 'guest', 'account', 'member', 'moderator', 'owner', 'nobody'] as const
type Level = typeof LEVELS[number]

/** Who may do something: at least that level. `own`: only the author of the message, from that level on. */
type Rule = Level | { readonly own: Level }

/** Every decision there is. A new kind of room or a new action does not compile without its own. */
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

/** Of a channel of the configuration, which only the operator removes or renames. */
const PINNED: Readonly<Partial<Record<Action, Rule>>> = { leave: 'nobody', invite: 'nobody', destroy: 'nobody' }

/** What an archived room still allows. */
const WHEN_ARCHIVED: ReadonlySet<Action> = new Set(['read', 'leave', 'members', 'manage', 'roles', 'destroy'])

/** What makes a message, and is refused where a user is muted or the room read-only. */
const WRITES: ReadonlySet<Action> = new Set(['send', 'edit'])

const PLACE_RULES: Readonly<Record<PlaceAction, readonly PlaceRole[]>> = {
  'browse': ['owner', 'moderator', 'member'],
  'create-room': ['owner', 'moderator', 'member'],
  'administer': ['owner'],
}

/**
 * Whether somebody may do something in a room. Every handler, every command and the hub's door ask here, and nowhere
 * else is it decided. Pure, so the same question can be asked again in the tick in which the answer is used.
 */
export function can(principal: Principal, action: Action, resource: Resource): boolean {
  const { room, standing, author, now = Date.now(), guestsWrite = true } = resource
  if (standing?.state === 'banned') return false
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

/** What the owner set that permissions in the whole place depend on. */
export interface PlacePolicy {
  readonly createRooms: 'members' | 'moderators'
}

/** Whether somebody may do something in the whole place. */
export function canInPlace(principal: Principal, action: PlaceAction, policy?: PlacePolicy): boolean {
  const role = principal?.role ?? 'guest'
  if (action === 'create-room' && policy?.createRooms === 'moderators' && role === 'member') return false
  return PLACE_RULES[action].includes(role)
}

/** Somebody in a room, for a comparison of what they may do there. */
export interface InRoom {
  readonly principal: Principal
  readonly standing: Standing | null
}

/** Whether somebody is above another in the room: nobody removes, bans or mutes an equal. */
export function outranks(one: InRoom, other: InRoom, kind: Room['kind']): boolean {
  return levelOf(one.principal, kind, one.standing) > levelOf(other.principal, kind, other.standing)
}

function levelOf(principal: Principal, kind: Room['kind'], standing: Standing | null): number {
  if (!principal) return LEVELS.indexOf('anyone')
  const { role = 'guest' } = principal
  const account = LEVELS.indexOf(role === 'guest' ? 'guest' : 'account')
  const inRoom = standing?.state === 'member' ? LEVELS.indexOf(standing.role) : 0
  const inPlace = kind === 'channel' && (role === 'owner' || role === 'moderator') ? LEVELS.indexOf(role) : 0
  return Math.max(account, inRoom, inPlace)
}
