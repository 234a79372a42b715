import * as z from 'zod/mini'
import { PASSWORD_MAX_CHARS } from '#shared/limits'
import { passwordSchema } from '#shared/schemas/password'
import { ParleyError } from '../../../platform/errors/parley-error'
import { defineOperation } from '../../operations/define'
import { change } from '../../place'
import { confirmPassword } from './confirm-password'

/** Gives the caller another password. All other sign-ins end, since another person may know the old one. */
export const changePassword = defineOperation({
  id: 'changePassword',
  method: 'PUT',
  path: '/api/account/password',
  summary: 'Changes the password, and ends all other sign-ins.',
  who: 'account',
  input: z.strictObject({
    /** Absent where the account has no password yet. */
    current: z.optional(z.string().check(z.maxLength(PASSWORD_MAX_CHARS))),
    password: passwordSchema,
  }),
  output: z.object({}),
  async run(context, { current, password: typed }) {
    const { principal: { id, session }, address, passwords, signIns, announce } = context
    const account = await confirmPassword(context, current)
    const password = await passwords.hash(typed, address)
    const ended = await change(context, [], async ({ tx }) => {
      const changed = await tx.updateTable('person').set({ password }).where('id', '=', id)
        .$if(account.password === null, query => query.where('password', 'is', null))
        .$if(account.password !== null, query => query.where('password', '=', account.password))
        .returning('id').executeTakeFirst()
      if (!changed) throw new ParleyError('taken', 'The password was changed elsewhere just now. Try again.')
      await tx.deleteFrom('one_time_code').where('person', '=', id).execute()
      return signIns.end(id, { except: session ?? null }, tx)
    })
    if (ended.length > 0) announce.signedOut(id, ended)
    return {}
  },
})
