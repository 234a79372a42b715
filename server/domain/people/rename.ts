import type { H3Event } from 'h3'
import { change, type Place } from '../place'
import { advanceTalksOf } from '../rooms/feed/advance'
import { nameKey } from './name-key'
import type { Visit } from './session'

/** Gives a user another name from here on: in the cookie, in what is stored, and on all open connections. */
export async function renameUser(
  place: Pick<Place, 'log' | 'sessions' | 'announce'>, event: H3Event, visit: Visit, name: string,
): Promise<Visit> {
  const { id, session } = visit.principal
  if (session !== undefined) {
    await change(place, [], async ({ tx }) => {
      await tx.updateTable('person').set({ name, name_key: nameKey(name) }).where('id', '=', id).execute()
      await advanceTalksOf(tx, id)
    })
  }
  const renamed = await place.sessions.rename(event, visit, name)
  place.announce.renamed(renamed.session.user, renamed.sealedAt)
  if (renamed.session.account) place.announce.face(id)
  return renamed
}
