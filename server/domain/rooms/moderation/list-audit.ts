import * as z from 'zod/mini'
import { roomIdSchema } from '#shared/schemas/room'
import { AUDIT_ACTIONS, auditSchema } from '#shared/schemas/audit'
import { auditCursorSchema, auditPage, shownOf } from '../../audit-page'
import { defineOperation } from '../../operations/define'
import { READS } from '../../reads'

/** The actions of moderators in the room, page by page, the newest first. */
export const listAudit = defineOperation({
  id: 'listAudit',
  method: 'GET',
  path: '/api/rooms/{room}/audit',
  summary: 'Lists what owners and moderators did in the room, page by page, the newest first.',
  who: { room: 'moderate' },
  limit: READS,
  input: z.strictObject({ room: roomIdSchema, before: z.optional(auditCursorSchema) }),
  output: auditSchema,
  async run({ db }, { room, before }) {
    const { rows, next } = await auditPage(db, room, before)
    return {
      entries: rows.flatMap((row) => {
        const action = AUDIT_ACTIONS.find(one => one === row.action)
        return action ? [{ ...shownOf(row), action }] : []
      }),
      ...(next === undefined ? {} : { next }),
    }
  },
})
