import { nanoid } from 'nanoid'
import * as z from 'zod/mini'
import { roomIdSchema } from '#shared/schemas/room'
import { inviteSchema } from '#shared/schemas/invites'
import { ParleyError } from '../../../platform/errors/parley-error'
import { INVITE_DAYS, INVITES_PER_MEMBER_MAX, INVITES_PER_ROOM_MAX } from '../../../platform/limits/server-limits'
import { defineOperation } from '../../operations/define'
import { linkTo } from '../../operations/link-to'
import { keepVisitor } from '../../people/keep-visitor'
import { change } from '../../place'
import { authorize } from '../authorize'
import { ROOM_CHANGES } from '../rate-limits'

const DAY_MS = 24 * 60 * 60 * 1_000

/** Makes an invitation link. It is worth what its maker may do when it is used. */
export const createInvite = defineOperation({
  id: 'createInvite',
  method: 'POST',
  path: '/api/rooms/{room}/invites',
  summary: 'Makes an invitation link to the room.',
  who: { room: 'invite' },
  limit: ROOM_CHANGES,
  input: z.strictObject({
    room: roomIdSchema,
    /** 0: it does not expire. */
    expiresInDays: z.optional(z.int().check(z.minimum(0), z.maximum(365))),
    maxUses: z.optional(z.int().check(z.minimum(1), z.maximum(10_000))),
  }),
  output: inviteSchema,
  async run(asked, { room, expiresInDays = INVITE_DAYS, maxUses }) {
    const context = await keepVisitor(asked)
    const code = nanoid(12)
    const now = Date.now()
    const expiresAt = expiresInDays === 0 ? null : now + expiresInDays * DAY_MS
    await change(context, [room], async ({ tx }) => {
      await authorize(tx, context, 'invite', room)
      const { count, own } = await tx.selectFrom('invite')
        .select(({ fn, eb }) => [
          fn.countAll<number>().as('count'),
          fn.sum<number | null>(eb.case().when('by', '=', context.principal.id).then(1).else(0).end()).as('own'),
        ])
        .where('room', '=', room).where('revoked_at', 'is', null)
        .where(({ eb, or }) => or([eb('expires_at', 'is', null), eb('expires_at', '>', now)]))
        .executeTakeFirstOrThrow()
      if (Number(count) >= INVITES_PER_ROOM_MAX) {
        throw new ParleyError('too_many', `A room can have ${INVITES_PER_ROOM_MAX} links at a time. Revoke one first.`)
      }
      if (Number(own) >= INVITES_PER_MEMBER_MAX) {
        throw new ParleyError('too_many', `You can have ${INVITES_PER_MEMBER_MAX} links to a room. Revoke one first.`)
      }
      await tx.insertInto('invite').values({
        code, room, by: context.principal.id, created_at: now, expires_at: expiresAt, max_uses: maxUses ?? null,
        revoked_at: null,
      }).execute()
    })
    return {
      code, url: linkTo(context, `/i/${code}`), by: context.principal.name, createdAt: now,
      ...(expiresAt === null ? {} : { expiresAt }), uses: 0, ...(maxUses === undefined ? {} : { maxUses }),
    }
  },
})
