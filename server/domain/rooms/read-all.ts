import { sql } from 'kysely'
import * as z from 'zod/mini'
import { emptySchema } from '#shared/schemas/rooms'
import { defineOperation } from '../operations/define'
import { keepVisitor } from '../people/keep-visitor'
import type { PlaceDb } from '../tables'
import { advanceFeeds } from './feed/advance'
import { ROOM_CHANGES } from './rate-limits'

/** Marks everything as read, in all rooms of the caller. */
export const readAll = defineOperation({
  id: 'readAll',
  method: 'POST',
  path: '/api/rooms/read-all',
  summary: 'Marks all rooms of the caller as read.',
  who: 'session',
  limit: ROOM_CHANGES,
  input: z.strictObject({}),
  output: emptySchema,
  async run(asked) {
    const { db, principal, rooms, announce } = await keepVisitor(asked)
    const pinned = rooms.pinned.filter(({ id }) => rooms.may(principal, 'read', id)).map(({ id }) => id)
    announce.read(principal.id, await db.transaction().execute(tx => markAll(tx, principal.id, pinned)))
    return {}
  },
})

/** @returns the marks that moved */
async function markAll(tx: PlaceDb, person: string, pinned: readonly string[]) {
  const moved = await tx
    .insertInto('read_mark')
    .columns(['person', 'room', 'seq'])
    .expression(eb =>
      eb
        .selectFrom('room')
        .select([sql<string>`${person}`.as('person'), 'room.id as room', 'room.last_seq as seq'])
        .where('room.last_seq', '>', 0)
        .where(({ or, eb: is, selectFrom }) =>
          or([
            ...(pinned.length > 0 ? [is('room.id', 'in', pinned)] : []),
            is(
              'room.id',
              'in',
              selectFrom('membership')
                .select('membership.room')
                .where('membership.person', '=', person)
                .where('membership.state', '=', 'member'),
            ),
          ]),
        ),
    )
    .onConflict(conflict =>
      conflict
        .columns(['person', 'room'])
        .doUpdateSet(({ ref }) => ({ seq: ref('excluded.seq') }))
        .whereRef('excluded.seq', '>', 'read_mark.seq'),
    )
    .returning(['room', 'seq', 'generation'])
    .execute()
  await advanceFeeds(tx, moved.map(({ room }) => ({ person, room })))
  return moved
}
