import * as z from 'zod/mini'
import { passwordSchema } from '#shared/schemas/password'
import { sessionSchema } from '#shared/schemas/user'
import { requestHeader } from '../../../platform/http/request-header'
import type { RateLimit } from '../../../platform/limits/consume'
import { defineOpenOperation } from '../../operations/define'
import { change } from '../../place'
import { accountDisabled, lockEnabled } from '../accounts/lock-enabled'
import { withCode } from '../held-code'
import { beginSession } from '../sign-in/begin-session'
import { findResetCode, whyNoReset } from './reset-code'
import { checkSecondFactor, noSecondFactor } from './second-factor'

const RESETS: RateLimit = { what: 'tries of the link', then: 'try again', apart: 'reset' }

/** Chooses a new password with a link, and signs in. The second factor stays: the link replaces the password only. */
export const resetPassword = defineOpenOperation({
  id: 'resetPassword',
  method: 'POST',
  path: '/api/reset',
  summary: 'Sets a new password with the code of a link, ends all sign-ins, and signs in.',
  who: 'anybody',
  limit: RESETS,
  input: z.strictObject({
    code: z.string().check(z.regex(/^[\w-]{1,64}$/)),
    password: passwordSchema,
    totp: z.optional(z.string().check(z.maxLength(64))),
  }),
  output: sessionSchema,
  async run(context, { code, password: typed, totp }) {
    const { db, event, address, passwords, signIns, tries, announce } = context
    const { person: id, purpose } = await findResetCode(db, code)
    const account = await db.selectFrom('person').selectAll().where('id', '=', id).executeTakeFirst()
    if (!account || account.handle === null || account.disabled_at !== null) {
      throw accountDisabled()
    }
    if (account.totp_secret !== null && !totp) throw noSecondFactor()
    if (account.totp_secret !== null) await tries.count(account.handle, address)
    const reset = await withCode(db, purpose, code, async () => {
      const password = await passwords.hash(typed, address)
      return change(context, [], async ({ tx }) => {
        await lockEnabled(tx, id)
        // Here, so that a recovery code is used up only where the password is set.
        await checkSecondFactor(tx, account, totp)
        const ended = await signIns.end(id, { except: null }, tx)
        await tx.updateTable('person').set({ password }).where('id', '=', id).execute()
        await tx.deleteFrom('one_time_code').where('person', '=', id).where('used_at', 'is', null).execute()
        return { ended, session: await signIns.create(id, requestHeader(event, 'user-agent'), tx) }
      })
    })
    if (!reset) throw await whyNoReset(db, code)
    announce.signedOut(id, reset.done.ended)
    return beginSession(context, id, reset.done.session)
  },
})
