import * as z from 'zod/mini'
import { roomIdSchema } from '#shared/schemas/room'
import { emptySchema } from '#shared/schemas/rooms'
import { ParleyError } from '../../platform/errors/parley-error'
import { REMOVED_TOGETHER_MAX, TOLD_TOGETHER_MAX } from '../../platform/limits/server-limits'
import { defineOperation } from '../operations/define'
import { setPicture } from '../pictures/store'
import { change, type Place } from '../place'
import type { PlaceDb } from '../tables'
import { authorize } from './authorize'
import { advanceAll } from './feed/advance'
import { ROOM_CHANGES } from './rate-limits'

/**
 * Deletes a room with everything in it. Its messages go first, step by step, so that no other room waits long; the
 * rest goes in one transaction. A process that ends in between leaves an archived room with fewer messages, to be
 * deleted again.
 */
export const deleteRoom = defineOperation({
  id: 'deleteRoom',
  method: 'DELETE',
  path: '/api/rooms/{room}',
  summary: 'Deletes the room and all its messages for good. The body has to name its title.',
  who: { room: 'destroy' },
  limit: ROOM_CHANGES,
  input: z.strictObject({ room: roomIdSchema, title: z.string() }),
  output: emptySchema,
  async run(context, { room: id, title }) {
    const { log, announce } = context
    await change(context, [id], async ({ tx, restrict }) => {
      const { room } = await authorize(tx, context, 'destroy', id)
      if (room.title !== title.trim()) {
        throw new ParleyError('invalid', 'title must be the title of the room, letter by letter.')
      }
      // No user may write on in a room that is being deleted.
      await tx.updateTable('room_info').set({ archived_at: Date.now() }).where('id', '=', id).execute()
      await restrict(id)
    })
    await removeEvents(log, id)
    const members = await change(context, [id], async ({ tx }) => {
      await authorize(tx, context, 'destroy', id)
      return removeAll(tx, id)
    })
    await announce.room(id)
    for (let at = 0; at < members.length; at += TOLD_TOGETHER_MAX) {
      await announce.room(id, members.slice(at, at + TOLD_TOGETHER_MAX))
    }
    return {}
  },
})

async function removeEvents(log: Place['log'], room: string): Promise<void> {
  const { firstSeq, lastSeq } = (await log.heads([room])).get(room) ?? { firstSeq: 1, lastSeq: 0 }
  for (let upTo = firstSeq; upTo <= lastSeq; upTo += REMOVED_TOGETHER_MAX) await log.trim(room, upTo)
}

/** @returns who was a member */
async function removeAll(tx: PlaceDb, room: string): Promise<string[]> {
  const members = await tx.selectFrom('membership').select('person')
    .where('room', '=', room).where('state', '=', 'member').execute()
  await tx.deleteFrom('invite_use')
    .where('code', 'in', tx.selectFrom('invite').select('code').where('room', '=', room)).execute()
  for (const table of [
    'invite', 'membership', 'read_mark', 'audit', 'consumer_cursor', 'message', 'mention', 'event',
  ] as const) {
    await tx.deleteFrom(table).where('room', '=', room).execute()
  }
  await setPicture(tx, { room }, null)
  await tx.deleteFrom('room_info').where('id', '=', room).execute()
  await tx.deleteFrom('room').where('id', '=', room).execute()
  // After the marks, as where marks are stored: two that wait for each other would both fail.
  await advanceAll(tx, members.map(({ person }) => ({ person, room })))
  return members.map(({ person }) => person)
}
