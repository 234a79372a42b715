import type { Room } from '#shared/schemas/room'
import type { User } from '#shared/schemas/user'

export type Action = 'read' | 'send'

/**
 * Whether a person may do something in a room. Every handler and every socket message asks here, and nowhere else is it decided.
 * `user` is null for a caller without a session (a script, the plain wire).
 */
export function can(user: User | null, action: Action, room: Room): boolean {
  switch (room.kind) {
    case 'channel':
      return action === 'read' || user !== null
    case 'private':
    case 'direct':
    case 'desk':
      return false
  }
}
