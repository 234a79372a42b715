import { describe, expect, it } from 'vitest'
import { COMMAND_NAMES } from '#shared/commands'
import { ROOM_KINDS } from '#shared/schemas/room'
import { PLACE_ROLES } from '#shared/schemas/user'
import {
  ACTIONS, can, canInPlace, outranks, PLACE_ACTIONS, type Action, type Principal, type Standing,
} from '../../../../server/access/can'
import { COMMANDS } from '../../../../server/domain/commands/table'

const AUTHOR = { id: 'u_ada' }
const member = (role: Standing['role'], state: Standing['state'] = 'member'): Standing => ({ state, role })

/** The askers, with what they are in the room. All but the author ask about a message of another user. */
const ASKERS = {
  'nobody with a session': [null, null],
  'a guest': [{ id: 'u_bo' }, null],
  'an account': [{ id: 'u_bo', role: 'member' }, null],
  'the owner of the place': [{ id: 'u_bo', role: 'owner' }, null],
  'a moderator of the place': [{ id: 'u_bo', role: 'moderator' }, null],
  'a member': [{ id: 'u_bo', role: 'member' }, member('member')],
  'a guest who is a member': [{ id: 'u_bo' }, member('member')],
  'a moderator': [{ id: 'u_bo', role: 'member' }, member('moderator')],
  'an owner': [{ id: 'u_bo', role: 'member' }, member('owner')],
  'an author who is a guest': [AUTHOR, null],
  'an author who is a member': [AUTHOR, member('member')],
  'a former owner': [{ id: 'u_bo', role: 'member' }, member('owner', 'removed')],
  'a former author': [AUTHOR, member('member', 'left')],
  'a banned author': [AUTHOR, member('owner', 'banned')],
} as const satisfies Record<string, readonly [Principal, Standing | null]>
type Asker = keyof typeof ASKERS

const ALL = Object.keys(ASKERS) as Asker[]
const NO_BANNED = ALL.filter(asker => asker !== 'a banned author')
const SESSIONS = NO_BANNED.filter(asker => asker !== 'nobody with a session')
const MEMBERS: readonly Asker[] = [
  'a member', 'a guest who is a member', 'a moderator', 'an owner', 'an author who is a member',
]
const ACCOUNTS: readonly Asker[] = [
  'an account', 'the owner of the place', 'a moderator of the place', ...MEMBERS, 'a former owner',
]
const PLACE: readonly Asker[] = ['the owner of the place', 'a moderator of the place']
const MODERATORS: readonly Asker[] = ['a moderator', 'an owner']

/** Who may do what, said a second time: a decision that changes by accident does not pass. */
const ALLOWED: Readonly<Record<typeof ROOM_KINDS[number], Readonly<Record<Action, readonly Asker[]>>>> = {
  channel: {
    read: NO_BANNED,
    send: SESSIONS,
    edit: ['an author who is a guest', 'an author who is a member', 'a former author'],
    delete: ['an author who is a guest', 'an author who is a member', 'a former author'],
    join: SESSIONS,
    leave: [...MEMBERS, ...PLACE],
    members: ACCOUNTS,
    invite: ACCOUNTS,
    manage: [...MODERATORS, ...PLACE],
    moderate: [...MODERATORS, ...PLACE],
    roles: ['an owner', 'the owner of the place'],
    destroy: ['an owner', 'the owner of the place'],
  },
  private: {
    read: MEMBERS,
    send: MEMBERS,
    edit: ['an author who is a member'],
    delete: ['an author who is a member'],
    join: [],
    leave: MEMBERS,
    members: MEMBERS,
    invite: MEMBERS,
    manage: MODERATORS,
    moderate: MODERATORS,
    roles: ['an owner'],
    destroy: ['an owner'],
  },
  direct: {
    read: MEMBERS, send: MEMBERS, edit: ['an author who is a member'], delete: ['an author who is a member'],
    join: [], leave: [], members: MEMBERS, invite: [], manage: [], moderate: [], roles: [], destroy: [],
  },
  desk: {
    read: [], send: [], edit: [], delete: [], join: [], leave: [], members: [], invite: [], manage: [], moderate: [],
    roles: [], destroy: [],
  },
}

const CELLS = ROOM_KINDS.flatMap(kind => ACTIONS.flatMap(action => ALL.map(asker => ({ kind, action, asker }))))

describe('the table of permissions', () => {
  it.each(CELLS)('decides whether $asker may $action in a room of the kind $kind', ({ kind, action, asker }) => {
    const [principal, standing] = ASKERS[asker]
    const answer = can(principal, action, { room: { kind }, standing, author: AUTHOR })
    expect(answer).toBe(ALLOWED[kind][action].includes(asker))
  })

  it.each(ROOM_KINDS)('lets no user change a message whose author is not known, in a room of the kind %s', (kind) => {
    const resource = { room: { kind }, standing: member('owner') }
    expect((['edit', 'delete'] as const).map(action => can(AUTHOR, action, resource))).toEqual([false, false])
  })

  it('lets no user write in an archived room, and all its members read on', () => {
    const resource = { room: { kind: 'private', archived: true }, standing: member('owner'), author: AUTHOR } as const
    expect(ACTIONS.filter(action => can(AUTHOR, action, resource)))
      .toEqual(['read', 'leave', 'members', 'manage', 'roles', 'destroy'])
  })

  it('lets only moderators and owners write in a read-only room', () => {
    const writers = (['member', 'moderator', 'owner'] as const)
      .filter(role => can(AUTHOR, 'send', { room: { kind: 'private', readOnly: true }, standing: member(role) }))
    expect(writers).toEqual(['moderator', 'owner'])
  })

  it('lets a muted member write and edit again when the time is over, and delete meanwhile', () => {
    const at = (now: number) => ACTIONS.filter(action => can(AUTHOR, action, {
      room: { kind: 'private' }, standing: { ...member('member'), mutedUntil: 100 }, author: AUTHOR, now,
    }))
    expect(at(99)).toEqual(['read', 'delete', 'leave', 'members', 'invite'])
    expect(at(100)).toEqual(['read', 'send', 'edit', 'delete', 'leave', 'members', 'invite'])
  })

  it('lets no user leave or delete a channel of the configuration, or invite into it', () => {
    const owner = { id: 'u_bo', role: 'owner' } as const
    const resource = { room: { kind: 'channel', pinned: true } } as const
    expect((['leave', 'invite', 'destroy', 'manage'] as const).map(action => can(owner, action, resource)))
      .toEqual([false, false, false, true])
  })

  const names = COMMAND_NAMES

  it.each(names)('has a decision for the command %s', (name) => {
    expect(ACTIONS).toContain(name)
    expect(COMMANDS[name].action).toBe(name)
  })
})

describe('the permissions in the whole place', () => {
  it('are those of the role', () => {
    const allowed = PLACE_ACTIONS.map(action => [
      action,
      PLACE_ROLES.filter(role => canInPlace({ id: 'u', role }, action)),
    ])
    expect(Object.fromEntries(allowed)).toEqual({
      'browse': ['owner', 'moderator', 'member'],
      'create-room': ['owner', 'moderator', 'member'],
      'administer': ['owner'],
    })
  })

  it('are none for a guest, and none without a session', () => {
    expect([null, { id: 'u' }].flatMap(who => PLACE_ACTIONS.filter(action => canInPlace(who, action)))).toEqual([])
  })
})

describe('the owner of the place in a channel', () => {
  const placeOwner = { id: 'u_place', role: 'owner' } as const
  const banned = { state: 'banned', role: 'member' } as const

  it('is shut out by no earlier ban, unlike all other users, and is not let into a private room by that', () => {
    expect(can(placeOwner, 'moderate', { room: { kind: 'channel' }, standing: banned })).toBe(true)
    expect(can({ id: 'u_mod', role: 'moderator' }, 'read', { room: { kind: 'channel' }, standing: banned })).toBe(false)
    expect(can(placeOwner, 'read', { room: { kind: 'private' }, standing: banned })).toBe(false)
  })

  it('is above an owner of the channel, and not the other way round', () => {
    const one = { principal: placeOwner, standing: null }
    const other = { principal: { id: 'u_room', role: 'member' }, standing: { state: 'member', role: 'owner' } } as const
    expect([outranks(one, other, 'channel'), outranks(other, one, 'channel')]).toEqual([true, false])
    expect(outranks(one, other, 'private')).toBe(false)
  })
})
