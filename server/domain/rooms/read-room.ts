import * as z from 'zod/mini'
import { roomIdSchema } from '#shared/schemas/room'
import { roomAnswerSchema } from '#shared/schemas/rooms'
import { defineOperation } from '../operations/define'
import { answerRoom } from './answer-room'

/** What a room is to the caller. */
export const readRoom = defineOperation({
  id: 'readRoom',
  method: 'GET',
  path: '/api/rooms/{room}',
  summary: 'Gives one room, with what it is to the caller.',
  who: { room: 'read' },
  input: z.strictObject({ room: roomIdSchema }),
  output: roomAnswerSchema,
  run: (context, { room }) => answerRoom(context, room),
})
