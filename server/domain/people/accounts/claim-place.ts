import * as z from 'zod/mini'
import { nanoid } from 'nanoid'
import { handleSchema } from '#shared/schemas/handle'
import { passwordSchema } from '#shared/schemas/password'
import { sessionSchema, userNameSchema } from '#shared/schemas/user'
import { requestHeader } from '../../../platform/http/request-header'
import type { RateLimit } from '../../../platform/limits/consume'
import { defineOpenOperation } from '../../operations/define'
import { change } from '../../place'
import { wasUsed, withCode } from '../held-code'
import { beginSession } from '../sign-in/begin-session'
import { keepAccount } from './keep-account'
import { OWNER_CODE, whyNoOwner } from './owner-code'
import { placeTaken, takePlace } from './owners'
import { orHandleTaken } from './taken'

const CLAIMS: RateLimit = { what: 'tries of the link', then: 'try again', apart: 'owner' }

/** Makes the visitor with the link that the server printed the first owner. A guest keeps the id. */
export const claimPlace = defineOpenOperation({
  id: 'claimPlace',
  method: 'POST',
  path: '/api/owner',
  summary: 'Makes the first owner, with the code of the link that the server printed at its start.',
  who: 'anybody',
  limit: CLAIMS,
  input: z.strictObject({
    code: z.string().check(z.regex(/^[\w-]{1,64}$/)),
    name: userNameSchema,
    handle: handleSchema,
    password: passwordSchema,
  }),
  output: sessionSchema,
  async run(context, { code, name, handle, password: typed }) {
    const { visit, event, address, db, passwords, signIns } = context
    const id = visit && !visit.session.account ? visit.principal.id : `u_${nanoid(16)}`
    const claimed = await withCode(db, OWNER_CODE, code, async () => {
      const password = await passwords.hash(typed, address)
      return orHandleTaken(change(context, [], async ({ tx }) => {
        await takePlace(tx)
        await keepAccount(tx, { id, name, handle, role: 'owner', password })
        return signIns.create(id, requestHeader(event, 'user-agent'), tx)
      }))
    })
    // Another visitor may be using the code now. The answer is the same as after they became the owner.
    if (!claimed) throw await wasUsed(db, code) ? placeTaken() : await whyNoOwner(db)
    return beginSession(context, id, claimed.done)
  },
})
