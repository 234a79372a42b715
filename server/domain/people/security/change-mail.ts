import * as z from 'zod/mini'
import { PASSWORD_MAX_CHARS } from '#shared/limits'
import { mailAddressSchema } from '#shared/schemas/mail'
import { defineOperation } from '../../operations/define'
import { change } from '../../place'
import { confirmPassword } from './confirm-password'

/** Sets the address for links to a new password. It needs the password: the owner of the address can set a new one. */
export const changeMail = defineOperation({
  id: 'changeMail',
  method: 'PUT',
  path: '/api/account/mail',
  summary: 'Sets or removes the mail address to which links for a new password go.',
  who: 'account',
  input: z.strictObject({
    mail: z.nullable(mailAddressSchema),
    password: z.optional(z.string().check(z.maxLength(PASSWORD_MAX_CHARS))),
  }),
  output: z.object({}),
  async run(context, { mail, password }) {
    const { id } = await confirmPassword(context, password)
    await change(context, [], async ({ tx }) => {
      await tx.updateTable('person').set({ mail }).where('id', '=', id).execute()
      // A link that went to the old address is worth nothing any more.
      await tx.deleteFrom('one_time_code').where('person', '=', id).execute()
    })
    return {}
  },
})
