import * as z from 'zod/mini'
import { roomIdSchema } from '#shared/schemas/room'
import { invitesSchema } from '#shared/schemas/invites'
import { INVITES_PER_ROOM_MAX } from '../../../platform/limits/server-limits'
import { defineOperation } from '../../operations/define'
import { READS } from '../../reads'
import { linkTo } from '../../operations/link-to'

/** The links of a room that were neither revoked nor have expired: a member's own, and all to a moderator. */
export const listInvites = defineOperation({
  id: 'listInvites',
  method: 'GET',
  path: '/api/rooms/{room}/invites',
  summary: 'Lists the invitation links of the room: the caller\'s own, and to moderators all.',
  who: { room: 'invite' },
  limit: READS,
  input: z.strictObject({ room: roomIdSchema }),
  output: invitesSchema,
  async run({ db, rooms, principal, event, config }, { room }) {
    const rows = await db.selectFrom('invite').innerJoin('person', 'person.id', 'invite.by')
      .select(({ selectFrom, fn }) => [
        'invite.code', 'invite.created_at', 'invite.expires_at', 'invite.max_uses', 'person.name',
        selectFrom('invite_use').select(fn.countAll<number>().as('count'))
          .whereRef('invite_use.code', '=', 'invite.code').as('uses'),
      ])
      .where('invite.room', '=', room).where('invite.revoked_at', 'is', null)
      .where(({ eb, or }) => or([eb('invite.expires_at', 'is', null), eb('invite.expires_at', '>', Date.now())]))
      .$if(!rooms.may(principal, 'moderate', room), query => query.where('invite.by', '=', principal.id))
      .orderBy('invite.created_at', 'desc').limit(INVITES_PER_ROOM_MAX).execute()
    return {
      invites: rows.map(({ code, name, created_at: createdAt, expires_at: expiresAt, max_uses: maxUses, uses }) => ({
        code, url: linkTo({ event, config }, `/i/${code}`), by: name, createdAt, uses: Number(uses ?? 0),
        ...(expiresAt === null ? {} : { expiresAt }), ...(maxUses === null ? {} : { maxUses }),
      })),
    }
  },
})
