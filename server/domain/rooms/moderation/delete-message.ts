import { nanoid } from 'nanoid'
import type { Ack, Caller } from '../../../core/peers/execute'
import { ParleyError } from '../../../platform/errors/parley-error'
import { consume } from '../../../platform/limits/consume'
import { MESSAGES } from '../../messages/rate-limits'
import { change, type Place } from '../../place'
import { record } from '../audit'
import { authorizeIn } from '../authorize'

/** A message of another user that a moderator deletes. */
export interface Deletion {
  readonly room: string
  readonly target: number
  readonly reason?: string | undefined
}

/**
 * Whether the message is another user's and the caller moderates the room. Then `deleteByModerator` deletes it; in all
 * other cases the command `delete` decides.
 */
export async function isModeration(
  { rooms, log }: Place, { user }: Caller, { room, target }: Deletion,
): Promise<boolean> {
  await rooms.authorize(user, 'read', room)
  if (!rooms.may(user, 'moderate', room)) return false
  const message = await log.message(room, target)
  return message !== null && message.author.id !== user.id
}

/**
 * Deletes another user's message. The event has the author's name, since only an author's delete takes effect: so every
 * client and every statement that applies deletes stays as it is. The moderation log names the moderator, in the same
 * transaction.
 */
export async function deleteByModerator(place: Place, { user, address }: Caller, deletion: Deletion): Promise<Ack> {
  const { room, target, reason } = deletion
  await consume(place.limit, user.id, address, MESSAGES)
  const event = await change(place, [room], async ({ tx, append }) => {
    await authorizeIn(tx, place, user, 'moderate', room)
    const message = await tx.selectFrom('message').select(['author_id', 'author_name'])
      .where('room', '=', room).where('seq', '=', target).executeTakeFirst()
    if (!message) throw new ParleyError('not_found', 'There is no such message. It may have been deleted.')
    const author = { id: message.author_id, name: message.author_name }
    const [appended] = await append([{ type: 'delete', room, id: nanoid(12), author, at: Date.now(), target }])
    if (!appended) throw new Error('The log answered nothing to a delete.')
    await record(tx, { room, by: user.id, action: 'delete', target: author.id, reason, seq: target })
    return appended.event
  })
  place.hub.deliver(room, [event])
  place.bus.publish(room, [event])
  return { seq: event.seq, id: event.id, at: event.at }
}
