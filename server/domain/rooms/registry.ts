import type { Room } from '#shared/schemas/room'
import type { User } from '#shared/schemas/user'
import { ParleyError } from '../../platform/errors/parley-error'
import { can, type Action } from '../../access/can'

/** The rooms of this installation: the configured channels, in the operator's order. */
export class RoomRegistry {
  private readonly byId: ReadonlyMap<string, Room>

  constructor(readonly rooms: readonly Room[]) {
    this.byId = new Map(rooms.map(room => [room.id, room]))
  }

  /** Whether the room is a channel. Only channels receive bare publishes of other Redis clients. */
  isChannel(id: string): boolean {
    return this.byId.get(id)?.kind === 'channel'
  }

  /** The default channel: the tutorial's `channel_1`, or the first one if there is no such channel. */
  private get defaultChannel(): string {
    return this.byId.has('channel_1') ? 'channel_1' : this.rooms[0]?.id ?? ''
  }

  /** The channel named by a cookie, a form field or a query. A blank name means the default channel. */
  channelOf(name: string | null): string {
    return name?.trim() ? name : this.defaultChannel
  }

  /**
   * Whether this user may do this in the room.
   * @param author of the message; the user themselves when absent, as for a message that is still to be written
   */
  may(user: User | null, action: Action, id: string, author = user ?? undefined): boolean {
    const room = this.byId.get(id)
    return room !== undefined && can(user, action, { room, author })
  }

  /**
   * The room, if this user may do this in it.
   * @throws ParleyError `not_found` also for a room the user may not know of, so that names can't be probed
   */
  demand(user: User | null, action: Action, id: string): Room {
    const room = this.byId.get(id)
    if (!room || !this.may(user, 'read', id)) {
      const channels = this.readable(user).map(({ id }) => id).join(', ')
      const unknown = `There is no channel '${id.slice(0, 64)}'.`
      throw new ParleyError('not_found', `${unknown} The channels here are: ${channels}.`)
    }
    if (!this.may(user, action, id)) throw new ParleyError('forbidden', 'You can read this channel but not post in it.')
    return room
  }

  /** The rooms that this user may read. */
  readable(user: User | null): Room[] {
    return this.rooms.filter(room => can(user, 'read', { room }))
  }
}
