import type { Room } from '#shared/schemas/room'
import type { User } from '#shared/schemas/user'

/** What somebody may want to do in a room. `edit` and `delete` are asked about a message. */
export const ACTIONS = ['read', 'send', 'edit', 'delete'] as const
export type Action = typeof ACTIONS[number]

/** Who asks: null is a caller without a session (a script, the plain wire). */
export type Principal = Pick<User, 'id'> | null

/** What the action is about. Where a rule asks for the author of a message and none is given, the answer is no. */
export interface Resource {
  readonly room: Pick<Room, 'kind'>
  /** The author of the message. */
  readonly author?: Pick<User, 'id'>
}

/** To whom an action is open. `author`: to the user who wrote the message. */
type Rule = 'everybody' | 'users' | 'author' | 'nobody'

const CLOSED = { read: 'nobody', send: 'nobody', edit: 'nobody', delete: 'nobody' } as const

/** Every decision there is. A new kind of room or a new action does not compile without its own. */
const RULES: Readonly<Record<Room['kind'], Readonly<Record<Action, Rule>>>> = {
  channel: { read: 'everybody', send: 'users', edit: 'author', delete: 'author' },
  private: CLOSED,
  direct: CLOSED,
  desk: CLOSED,
}

/**
 * Whether somebody may do something. Every handler, every command and the hub's door ask here, and nowhere else is it
 * decided. Pure, so the same question can be asked again in the tick in which the answer is used.
 */
export function can(principal: Principal, action: Action, { room, author }: Resource): boolean {
  switch (RULES[room.kind][action]) {
    case 'everybody':
      return true
    case 'users':
      return principal !== null
    case 'author':
      return principal !== null && principal.id === author?.id
    case 'nobody':
      return false
  }
}
