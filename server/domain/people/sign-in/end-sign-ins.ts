import * as z from 'zod/mini'
import { ParleyError } from '../../../platform/errors/parley-error'
import { defineOperation } from '../../operations/define'

/** Ends one of the caller's sign-ins, as for a device that was lost. */
export const endSignIn = defineOperation({
  id: 'endSignIn',
  method: 'DELETE',
  path: '/api/sign-ins/{id}',
  summary: 'Ends one sign-in of the caller.',
  who: 'account',
  input: z.strictObject({ id: z.string().check(z.regex(/^[\w-]{1,64}$/)) }),
  output: z.object({}),
  async run({ principal, event, sessions, signIns, announce }, { id }) {
    const ended = await signIns.end(principal.id, { only: id })
    if (ended.length === 0) throw new ParleyError('not_found', 'You have no such sign-in. It may have ended.')
    if (id === principal.session) sessions.signOut(event)
    announce.signedOut(principal.id, ended)
    return {}
  },
})

/** Ends all sign-ins of the caller except the one that asks. */
export const endOtherSignIns = defineOperation({
  id: 'endOtherSignIns',
  method: 'DELETE',
  path: '/api/sign-ins',
  summary: 'Ends all other sign-ins of the caller.',
  who: 'account',
  input: z.strictObject({}),
  output: z.object({}),
  async run({ principal, signIns, announce }) {
    const ended = await signIns.end(principal.id, { except: principal.session ?? null })
    if (ended.length > 0) announce.signedOut(principal.id, ended)
    return {}
  },
})
