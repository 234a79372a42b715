import { nanoid } from 'nanoid'
import type { KnownEvent } from '#shared/events'
import type { MemberEvent } from '#shared/events/member'
import type { RoomEvent } from '#shared/events/room'
import type { Room } from '#shared/schemas/room'
import type { User } from '#shared/schemas/user'
import type { Place, PlaceChange } from '../place'

/** The content of a notice, without its room and author. */
type Said = Pick<MemberEvent, 'type' | 'action' | 'person'> | Pick<RoomEvent, 'type' | 'title'>

/**
 * Writes a notice into the log of a private room, in the transaction that does what it says. Other rooms have none: a
 * channel with thousands of members would be full of them.
 * @returns what `publish` is given after the commit
 */
export async function note(
  { append }: Pick<PlaceChange, 'append'>,
  { id: room, kind }: Pick<Room, 'id' | 'kind'>,
  { id, name }: User,
  said: Said,
): Promise<readonly KnownEvent[]> {
  if (kind !== 'private') return []
  const appended = await append([{ ...said, room, id: nanoid(12), author: { id, name }, at: Date.now() }])
  return appended.map(({ event }) => event)
}

/** Notifies all users in the room. Call it after the commit, once users who lost the right to read are removed. */
export function publish({ hub, bus }: Pick<Place, 'hub' | 'bus'>, events: readonly KnownEvent[]): void {
  for (const event of events) {
    hub.deliver(event.room, [event])
    bus.publish(event.room, [event])
  }
}
