import * as z from 'zod/mini'
import { DEEDS, deedsSchema } from '#shared/schemas/audit'
import { auditCursorSchema, auditPage, shownOf } from '../audit-page'
import { defineOperation } from '../operations/define'
import { READS } from '../reads'

/** The actions of owners in the place: on accounts and on its settings. */
export const listDeeds = defineOperation({
  id: 'listDeeds',
  method: 'GET',
  path: '/api/audit',
  summary: 'Lists what owners did to accounts and settings of the place, page by page, the newest first.',
  who: { place: 'administer' },
  limit: READS,
  input: z.strictObject({ before: z.optional(auditCursorSchema) }),
  output: deedsSchema,
  async run({ db }, { before }) {
    const { rows, next } = await auditPage(db, null, before)
    return {
      entries: rows.flatMap((row) => {
        const action = DEEDS.find(one => one === row.action)
        return action ? [{ ...shownOf(row), action }] : []
      }),
      ...(next === undefined ? {} : { next }),
    }
  },
})
