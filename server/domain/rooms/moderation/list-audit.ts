import * as z from 'zod/mini'
import { roomIdSchema } from '#shared/schemas/room'
import { AUDIT_ACTIONS, auditSchema } from '#shared/schemas/rooms'
import { AUDIT_SHOWN_MAX } from '../../../platform/limits/server-limits'
import { defineOperation } from '../../operations/define'

/** What moderators did in the room, the newest first. */
export const listAudit = defineOperation({
  id: 'listAudit',
  method: 'GET',
  path: '/api/rooms/{room}/audit',
  summary: 'Lists what owners and moderators did in the room, the newest first.',
  who: { room: 'moderate' },
  input: z.strictObject({ room: roomIdSchema }),
  output: auditSchema,
  async run({ db }, { room }) {
    const rows = await db.selectFrom('audit')
      .leftJoin('person as doer', 'doer.id', 'audit.by').leftJoin('person as other', 'other.id', 'audit.target')
      .select([
        'audit.at', 'audit.by', 'audit.action', 'audit.target', 'audit.reason', 'doer.name as byName', 'other.name as targetName',
      ])
      .where('audit.room', '=', room).orderBy('audit.at', 'desc').orderBy('audit.id').limit(AUDIT_SHOWN_MAX).execute()
    return {
      entries: rows.flatMap(({ at, by, action: stored, byName, target, targetName, reason }) => {
        const action = AUDIT_ACTIONS.find(one => one === stored)
        return action
          ? [{
              at, by, action, ...(byName === null ? {} : { byName }), ...(target === null ? {} : { target }),
              ...(targetName === null ? {} : { targetName }), ...(reason === null ? {} : { reason }),
            }]
          : []
      }),
    }
  },
})
