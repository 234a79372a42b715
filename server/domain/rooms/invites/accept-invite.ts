import * as z from 'zod/mini'
import { roomAnswerSchema } from '#shared/schemas/rooms'
import { defineOperation } from '../../operations/define'
import { keepVisitor } from '../../people/keep-visitor'
import { change } from '../../place'
import { answerRoom } from '../answer-room'
import { standingIn } from '../authorize'
import { keepMember } from '../keep-member'
import { note, publish } from '../notices'
import { LINKS_OPENED } from '../rate-limits'
import { findInvite, hasUsed, letsIn } from './find-invite'
import { noSuchInvite } from './refusals'
import { requirePlace } from '../room-limits'

/**
 * Lets the caller in by a link. Uses are rows of users, counted while the room is locked: of twenty who come at once by
 * a link for one, one gets in. A member, or a user who came by it before, uses up nothing. A link that is used up is
 * answered like one that never was.
 */
export const acceptInvite = defineOperation({
  id: 'acceptInvite',
  method: 'POST',
  path: '/api/invites/{code}/accept',
  summary: 'Makes the caller a member of the room that an invitation link leads to.',
  who: 'session',
  limit: LINKS_OPENED,
  input: z.strictObject({ code: z.string().check(z.maxLength(64)) }),
  output: roomAnswerSchema,
  async run(asked, { code }) {
    const first = await findInvite(asked.db, asked, code)
    // Nothing is stored of a caller who only tries codes.
    if (!first) throw noSuchInvite()
    const { id: room } = first.room
    const context = await keepVisitor(asked)
    const { id: person } = context.principal
    const noted = await change(context, [room], async ({ tx, append }) => {
      const found = await findInvite(tx, context, code)
      const standing = await standingIn(tx, room, person)
      if (!found || !await letsIn(tx, found, person)) throw noSuchInvite()
      if (standing?.state === 'member') return []
      if (!await hasUsed(tx, code, person)) {
        if (found.maxUses !== null && found.uses >= found.maxUses) throw noSuchInvite()
        await tx.insertInto('invite_use').values({ code, person, at: Date.now() }).execute()
      }
      await requirePlace(tx, found.room, person)
      await keepMember(tx, { room, person, role: 'member', now: Date.now() })
      return note({ append }, found.room, context.principal, { type: 'member', action: 'join' })
    })
    await context.announce.room(room, [person])
    publish(context, noted)
    return answerRoom(context, room)
  },
})
