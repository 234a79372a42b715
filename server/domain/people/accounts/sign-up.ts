import * as z from 'zod/mini'
import { handleSchema } from '#shared/schemas/handle'
import { passwordSchema } from '#shared/schemas/password'
import { sessionSchema, userNameSchema } from '#shared/schemas/user'
import { ParleyError } from '../../../platform/errors/parley-error'
import { requestHeader } from '../../../platform/http/request-header'
import type { RateLimit } from '../../../platform/limits/consume'
import { defineOperation } from '../../operations/define'
import { change } from '../../place'
import { beginSession } from '../sign-in/begin-session'
import { keepAccount } from './keep-account'
import { admitNewAccount, admitPerson } from './admit-new-account'
import { handleTaken, orHandleTaken } from './taken'

const SIGN_UPS: RateLimit = { what: 'new accounts', then: 'try again', apart: 'sign-up' }

/** Gives a guest an account. The guest keeps the id, and so messages, rooms and read marks. */
export const signUp = defineOperation({
  id: 'signUp',
  method: 'POST',
  path: '/api/account',
  summary: 'Makes the guest an account, with the same id.',
  who: 'session',
  limit: SIGN_UPS,
  input: z.strictObject({
    handle: handleSchema,
    password: passwordSchema,
    name: z.optional(userNameSchema),
    invite: z.optional(z.string().check(z.regex(/^[\w-]{1,64}$/))),
  }),
  output: sessionSchema,
  async run(context, { handle, password: typed, name, invite }) {
    const { visit, principal: { id }, event, address, db, passwords, signIns } = context
    if (visit.session.account) throw new ParleyError('forbidden', 'You have an account already. Sign out first.')
    const room = await admitNewAccount(context, db, invite)
    const other = await db.selectFrom('person').select('id').where('handle', '=', handle).executeTakeFirst()
    if (other) throw handleTaken()
    const password = await passwords.hash(typed, address)
    const session = await orHandleTaken(change(context, room === null ? [] : [room], async ({ tx }) => {
      await admitPerson(context, tx, invite, id)
      await keepAccount(tx, { id, name: name ?? visit.session.user.name, handle, role: 'member', password })
      return signIns.create(id, requestHeader(event, 'user-agent'), tx)
    }))
    return beginSession(context, id, session)
  },
})
