import * as z from 'zod/mini'
import { roomIdSchema } from '#shared/schemas/room'
import { markAnswerSchema } from '#shared/schemas/rooms'
import { defineOperation } from '../operations/define'
import { keepVisitor } from '../people/keep-visitor'
import { moveMarkBack } from './reading'
import { ROOM_CHANGES } from './rate-limits'

/** Moves the caller's mark back: the only way in which one does not grow. All devices of the caller follow. */
export const markUnread = defineOperation({
  id: 'markUnread',
  method: 'POST',
  path: '/api/rooms/{room}/unread',
  summary: 'Marks the message `seq` and all after it as unread, on all devices of the caller.',
  who: { room: 'read' },
  limit: ROOM_CHANGES,
  input: z.strictObject({ room: roomIdSchema, seq: z.int().check(z.positive()) }),
  output: markAnswerSchema,
  async run(asked, { room, seq }) {
    const { db, principal, marks, readMarks, announce } = await keepVisitor(asked)
    // What was read in this process a moment ago may wait to be stored.
    await marks.save()
    const mark = await moveMarkBack(db, principal.id, room, seq - 1)
    announce.read(principal.id, [{ room, ...mark }])
    return { ...mark, ...await readMarks.unread(principal.id, room, mark.seq) }
  },
})
