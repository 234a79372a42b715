import * as z from 'zod/mini'
import { roomIdSchema, type Room } from '#shared/schemas/room'
import { roomEmojiSchema, roomTitleSchema, roomTopicSchema } from '#shared/schemas/room-form'
import { roomAnswerSchema } from '#shared/schemas/rooms'
import { ParleyError } from '../../platform/errors/parley-error'
import { defineOperation } from '../operations/define'
import { change } from '../place'
import type { PlaceDb } from '../tables'
import { answerRoom } from './answer-room'
import { record } from './audit'
import { authorize } from './authorize'
import { advanceMembers } from './feed/advance'
import { note, publish } from './notices'
import { ROOM_CHANGES } from './rate-limits'

interface Settings {
  readonly title?: string | undefined
  readonly topic?: string | undefined
  readonly emoji?: string | undefined
  readonly archived?: boolean | undefined
  readonly readOnly?: boolean | undefined
  readonly slowSeconds?: number | undefined
}

/** Changes what a room is called and how it is set. */
export const changeRoom = defineOperation({
  id: 'changeRoom',
  method: 'PATCH',
  path: '/api/rooms/{room}',
  summary: 'Changes the room\'s title, topic, emoji and settings; archives and restores it.',
  who: { room: 'manage' },
  limit: ROOM_CHANGES,
  input: z.strictObject({
    room: roomIdSchema,
    title: z.optional(roomTitleSchema),
    topic: z.optional(roomTopicSchema),
    emoji: z.optional(roomEmojiSchema),
    archived: z.optional(z.boolean()),
    readOnly: z.optional(z.boolean()),
    /** Least time between two messages of a member, in seconds; 0 for none. */
    slowSeconds: z.optional(z.int().check(z.minimum(0), z.maximum(3_600))),
  }),
  output: roomAnswerSchema,
  async run(context, { room: id, ...settings }) {
    const { principal, announce } = context
    const noted = await change(context, [id], async ({ tx, append, restrict }) => {
      const { room } = await authorize(tx, context, 'manage', id)
      if (room.pinned && (settings.title !== undefined || settings.archived !== undefined)) {
        throw new ParleyError(
          'forbidden',
          'The operator names and removes the channels of the configuration (CHANNELS).',
        )
      }
      if (room.pinned) await keepInfo(tx, room)
      await tx.updateTable('room_info').set(columnsOf(settings, room)).where('id', '=', id).execute()
      // Every user has the channels of the configuration in each `hello`.
      if (!room.pinned) await advanceMembers(tx, id)
      const { archived } = settings
      const action = archived === undefined ? 'settings' : archived ? 'archive' : 'restore'
      await record(tx, { room: id, by: principal.id, action, reason: namesOf(settings) })
      await restrict(id)
      const { title = room.title } = settings
      return title === room.title ? [] : note({ append }, room, principal, { type: 'room', title })
    })
    await announce.room(id)
    publish(context, noted)
    return answerRoom(context, id)
  },
})

/** A channel of the configuration has no row until something of it is set. */
export async function keepInfo(tx: PlaceDb, { id, kind, title }: Room): Promise<void> {
  await tx.insertInto('room_info')
    .values({ id, kind, title, created_by: null, created_at: Date.now(), archived_at: null })
    .onConflict(conflict => conflict.column('id').doNothing()).execute()
}

function columnsOf({ title, topic, emoji, archived, readOnly, slowSeconds }: Settings, room: Room) {
  return {
    title: title ?? room.title,
    ...(topic === undefined ? {} : { topic }),
    ...(emoji === undefined ? {} : { emoji }),
    ...(archived === undefined ? {} : { archived_at: archived ? Date.now() : null }),
    ...(readOnly === undefined ? {} : { read_only: readOnly ? 1 : 0 }),
    ...(slowSeconds === undefined ? {} : { slow_ms: slowSeconds * 1_000 }),
  }
}

/** What was set, for the moderation log: names and values of switches, and of texts only that they changed. */
function namesOf({ archived: _archived, ...settings }: Settings): string | undefined {
  const set = Object.entries(settings).flatMap(([name, value]) =>
    value === undefined ? [] : [typeof value === 'string' ? name : `${name}=${value}`])
  return set.length > 0 ? set.join(', ') : undefined
}
