/**
 * The askers, the least permitted first: what one may do must not be in the way of the next. `plain` has no session.
 * `guestMember` is a member without an account.
 */
export const ASKERS = [
  'plain', 'guest', 'stranger', 'banned', 'removed', 'muted', 'guestMember', 'member', 'moderator', 'owner',
] as const
export type Asker = typeof ASKERS[number]

export const KINDS = ['channel', 'pinned', 'private', 'direct', 'archived', 'readOnly'] as const
export type Kind = typeof KINDS[number]

/** Of each kind of room, who is allowed. */
export type Allowed = Readonly<Record<Kind, readonly Asker[]>>

const MEMBERS: readonly Asker[] = ['muted', 'guestMember', 'member', 'moderator', 'owner']
const MODERATORS: readonly Asker[] = ['moderator', 'owner']
const SESSIONS: readonly Asker[] = ['guest', 'stranger', 'removed', ...MEMBERS]
/** A guest who joined a channel is a guest there. */
const ACCOUNTS: readonly Asker[] = ['stranger', 'removed', ...MEMBERS.filter(asker => asker !== 'guestMember')]
const UNMUTED = (askers: readonly Asker[]) => askers.filter(asker => asker !== 'muted')
const NONE: readonly Asker[] = []

/** Rooms whose members alone know of them. */
const closed = (members: readonly Asker[], archived = members, readOnly = members) => (
  { private: members, direct: members.filter(asker => asker === 'member'), archived, readOnly }
)
const noTalk = { direct: NONE }

/** Who may know that the room exists. */
export const READERS: Allowed = { channel: ['plain', ...SESSIONS], pinned: ['plain', ...SESSIONS], ...closed(MEMBERS) }

/** Who is allowed what, said a second time: a decision that changes by accident does not pass. */
export const READ: Allowed = { ...READERS, channel: SESSIONS, pinned: SESSIONS }
export const LIST: Allowed = { ...READ, channel: ACCOUNTS, pinned: ACCOUNTS }
export const OWN: Allowed = { ...READ, channel: MEMBERS }
/** Who has the room in their list, channels of the configuration apart. */
export const LISTED: Allowed = { ...closed(MEMBERS), channel: MEMBERS, pinned: MEMBERS }
export const JOIN: Allowed = { ...closed(NONE), channel: SESSIONS, pinned: SESSIONS }
export const LEAVE: Allowed = { ...closed(MEMBERS), ...noTalk, channel: MEMBERS, pinned: NONE }
export const INVITE: Allowed = { ...closed(MEMBERS, NONE), ...noTalk, channel: ACCOUNTS, pinned: NONE }
export const MODERATE: Allowed = { ...closed(MODERATORS, NONE), ...noTalk, channel: MODERATORS, pinned: MODERATORS }
export const MANAGE: Allowed = { ...MODERATE, archived: MODERATORS }
/** The title of a channel of the configuration is the operator's. */
export const NAME: Allowed = { ...MANAGE, pinned: NONE }
/** Roles in the room, which the same request gives that mutes. */
export const ROLES: Allowed = { ...closed(['owner'], NONE), ...noTalk, channel: ['owner'], pinned: ['owner'] }
export const DESTROY: Allowed = { ...closed(['owner']), ...noTalk, channel: ['owner'], pinned: NONE }
export const SEND: Allowed = {
  ...closed(UNMUTED(MEMBERS), NONE, MODERATORS), channel: UNMUTED(SESSIONS), pinned: UNMUTED(SESSIONS),
}
/** Over `POST /send/` scripts without a session write, too. */
export const POST: Allowed = { ...SEND, channel: ['plain', ...SEND.channel], pinned: ['plain', ...SEND.pinned] }
/** Of a message of the member. */
export const EDIT: Allowed = { ...closed(['member'], NONE, NONE), channel: ['member'], pinned: ['member'] }
/** The member's own message; moderators delete those of others. */
export const DELETE: Allowed = {
  ...closed(['member', ...MODERATORS], NONE), channel: ['member', ...MODERATORS], pinned: ['member', ...MODERATORS],
}
/** No asker may delete messages of others by a frame. */
export const DELETE_OWN: Allowed = { ...EDIT, readOnly: ['member'] }
