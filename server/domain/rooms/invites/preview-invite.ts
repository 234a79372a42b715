import * as z from 'zod/mini'
import { invitePreviewSchema } from '#shared/schemas/invites'
import { defineOpenOperation } from '../../operations/define'
import { standingIn } from '../authorize'
import { LINKS_OPENED } from '../rate-limits'
import { findInvite, hasUsed, letsIn } from './find-invite'
import { noSuchInvite } from './refusals'

/** What a link leads to, before it is used: the name of the room and how many are in it, no more. */
export const previewInvite = defineOpenOperation({
  id: 'previewInvite',
  method: 'GET',
  path: '/api/invites/{code}',
  summary: 'Shows what an invitation link leads to. A dead, a used-up and a wrong link are answered alike.',
  who: 'anybody',
  limit: LINKS_OPENED,
  input: z.strictObject({ code: z.string().check(z.maxLength(64)) }),
  output: invitePreviewSchema,
  async run(context, { code }) {
    const { db, visit } = context
    const found = await findInvite(db, context, code)
    const { id } = visit?.principal ?? { id: '' }
    if (!found || !await letsIn(db, found, id)) throw noSuchInvite()
    const isMember = (await standingIn(db, found.room.id, id))?.state === 'member'
    const isFull = found.maxUses !== null && found.uses >= found.maxUses
    if (isFull && !isMember && !await hasUsed(db, code, id)) throw noSuchInvite()
    const { count } = await db.selectFrom('membership').select(eb => eb.fn.countAll<number>().as('count'))
      .where('room', '=', found.room.id).where('state', '=', 'member').executeTakeFirstOrThrow()
    const { title, emoji } = found.room
    return {
      title, ...(emoji ? { emoji } : {}), members: Number(count),
      ...(isMember ? { room: found.room.id } : {}),
    }
  },
})
