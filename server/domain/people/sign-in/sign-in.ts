import * as z from 'zod/mini'
import { PASSWORD_MAX_CHARS } from '#shared/limits'
import { sessionSchema } from '#shared/schemas/user'
import { ParleyError } from '../../../platform/errors/parley-error'
import { requestHeader } from '../../../platform/http/request-header'
import type { RateLimit } from '../../../platform/limits/consume'
import { defineOpenOperation } from '../../operations/define'
import { change } from '../../place'
import { checkSecondFactor } from '../security/second-factor'
import { beginSession } from './begin-session'
import { checkPassword } from './check-password'
import { typedHandleSchema } from './typed-handle'

const SIGN_INS: RateLimit = { what: 'tries to sign in', then: 'try again', apart: 'sign-in' }

/** Signs in with handle and password, and the second factor where the account has one. */
export const signIn = defineOpenOperation({
  id: 'signIn',
  method: 'POST',
  path: '/api/sign-in',
  summary: 'Signs in; the session cookie is that of the account from then on.',
  who: 'anybody',
  limit: SIGN_INS,
  input: z.strictObject({
    handle: typedHandleSchema,
    password: z.string().check(z.maxLength(PASSWORD_MAX_CHARS)),
    totp: z.optional(z.string().check(z.maxLength(64))),
  }),
  output: sessionSchema,
  async run(context, { handle, password, totp }) {
    const { event, signIns } = context
    const { id, stored } = await checkPassword(context, { handle, password, totp })
    const session = await change(context, [], async ({ tx }) => {
      // The account may have been disabled, or got another password, while this one was hashed.
      const still = await tx.updateTable('person').set({ password: stored })
        .where('id', '=', id).where('password', '=', stored).where('disabled_at', 'is', null)
        .returningAll().executeTakeFirst()
      if (!still) throw new ParleyError('unauthorized', 'The account has just changed. Sign in again.')
      // Here, so that a code is used up only where the sign-in is stored.
      await checkSecondFactor(tx, still, totp)
      return signIns.create(id, requestHeader(event, 'user-agent'), tx)
    })
    return beginSession(context, id, session)
  },
})
