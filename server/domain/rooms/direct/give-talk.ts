import { change, type Place } from '../../place'
import { advanceIn } from '../feed/advance'
import { NOT_OPENED } from '../memberships'

/** A direct room has its first message: from now on it is in the list of both users. */
export async function giveTalk(place: Pick<Place, 'log'>, room: string, people: readonly string[]): Promise<void> {
  await change(place, [], async ({ tx }) => {
    await tx.updateTable('membership').set({ joined_at: Date.now() })
      .where('room', '=', room).where('joined_at', '=', NOT_OPENED).execute()
    await advanceIn(tx, room, ...people)
  })
}
