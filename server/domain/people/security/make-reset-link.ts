import * as z from 'zod/mini'
import { ParleyError } from '../../../platform/errors/parley-error'
import { defineOperation } from '../../operations/define'
import { linkTo } from '../../operations/link-to'
import { authorizePlace } from '../accounts/authorize-place'
import { lockOwners } from '../accounts/owners'
import { recordDeed } from '../record-deed'
import { change } from '../../place'
import { createResetCode } from './reset-code'

/** For a user who forgot the password. The owner hands the link over; it is valid for an hour, and once. */
export const makeResetLink = defineOperation({
  id: 'makeResetLink',
  method: 'POST',
  path: '/api/people/{person}/reset-link',
  summary: 'Makes a link with which a user chooses a new password.',
  who: { place: 'administer' },
  input: z.strictObject({
    person: z.string().check(z.maxLength(64)),
    /** Also turns the second factor off, for a user who lost the device and the recovery codes. */
    removeSecondFactor: z.optional(z.boolean()),
  }),
  output: z.object({ url: z.string() }),
  async run(context, { person, removeSecondFactor = false }) {
    const { principal } = context
    const code = await change(context, [], async ({ tx }) => {
      await lockOwners(tx)
      await authorizePlace(tx, context, 'administer')
      const account = await tx.selectFrom('person').select('id')
        .where('id', '=', person).where('handle', 'is not', null).executeTakeFirst()
      if (!account) throw new ParleyError('not_found', 'There is no such account.')
      if (removeSecondFactor) {
        await tx.updateTable('person')
          .set({ totp_secret: null, totp_pending: null, totp_step: null, recovery_codes: null })
          .where('id', '=', person).execute()
      }
      await recordDeed(tx, { by: principal.id, action: removeSecondFactor ? 'reset-all' : 'reset', target: person })
      return createResetCode(tx, person)
    })
    return { url: linkTo(context, `/reset#${code}`) }
  },
})
