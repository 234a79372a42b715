import { nanoid } from 'nanoid'
import * as z from 'zod/mini'
import { roomEmojiSchema, roomTitleSchema, roomTopicSchema } from '#shared/schemas/room-form'
import { roomAnswerSchema } from '#shared/schemas/rooms'
import { defineOperation } from '../operations/define'
import { authorizePlace } from '../people/accounts/authorize-place'
import { change } from '../place'
import { keepMember } from './keep-member'
import { requireFewRooms } from './room-limits'
import { answerRoom } from './answer-room'
import { ROOM_CHANGES } from './rate-limits'

/** Creates a channel or a private room. Its creator is its owner. */
export const createRoom = defineOperation({
  id: 'createRoom',
  method: 'POST',
  path: '/api/rooms',
  summary: 'Creates a room; the caller becomes its owner.',
  who: { place: 'create-room' },
  limit: ROOM_CHANGES,
  input: z.strictObject({
    kind: z.enum(['channel', 'private']),
    title: roomTitleSchema,
    topic: z.optional(roomTopicSchema),
    emoji: z.optional(roomEmojiSchema),
  }),
  output: roomAnswerSchema,
  async run(context, { kind, title, topic = '', emoji = '' }) {
    const { principal, announce } = context
    const id = `r_${nanoid(16)}`
    await change(context, [], async ({ tx }) => {
      await authorizePlace(tx, context, 'create-room')
      await requireFewRooms(tx, principal.id)
      const now = Date.now()
      await tx.insertInto('room').values({ id, epoch: nanoid(), last_seq: 0, first_seq: 1 }).execute()
      await tx.insertInto('room_info').values({
        id, kind, title, topic, emoji, created_by: principal.id, created_at: now, archived_at: null,
      }).execute()
      await keepMember(tx, { room: id, person: principal.id, role: 'owner', now })
    })
    await announce.room(id, [principal.id])
    return answerRoom(context, id)
  },
})
