import * as z from 'zod/mini'
import { roomIdSchema } from '#shared/schemas/room'
import { roomAnswerSchema } from '#shared/schemas/rooms'
import { defineOperation } from '../operations/define'
import { keepVisitor } from '../people/keep-visitor'
import { change } from '../place'
import { answerRoom } from './answer-room'
import { authorize } from './authorize'
import { keepMember } from './keep-member'
import { requireFewRooms } from './room-limits'
import { ROOM_CHANGES } from './rate-limits'

/** Makes the caller a member of a channel. Every user has the channels of the configuration: there nothing changes. */
export const joinRoom = defineOperation({
  id: 'joinRoom',
  method: 'POST',
  path: '/api/rooms/{room}/join',
  summary: 'Makes the caller a member of a channel.',
  who: { room: 'join' },
  limit: ROOM_CHANGES,
  input: z.strictObject({ room: roomIdSchema }),
  output: roomAnswerSchema,
  async run(asked, { room }) {
    if (asked.rooms.isPinned(room)) return answerRoom(asked, room)
    const context = await keepVisitor(asked)
    const person = context.principal.id
    await change(context, [room], async ({ tx }) => {
      await authorize(tx, context, 'join', room)
      await requireFewRooms(tx, person)
      await keepMember(tx, { room, person, role: 'member', now: Date.now() })
    })
    await context.announce.room(room, [person])
    return answerRoom(context, room)
  },
})
