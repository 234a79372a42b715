import * as z from 'zod/mini'
import { ParleyError } from '../../../platform/errors/parley-error'
import { defineOperation } from '../../operations/define'
import { change } from '../../place'
import { recordDeed } from '../record-deed'
import { authorizePlace } from './authorize-place'
import { requireOwner, lockOwners } from './owners'

/** Disables an account or enables it again. A disabled one can't sign in, and all its connections are closed. */
export const disableAccount = defineOperation({
  id: 'disableAccount',
  method: 'PUT',
  path: '/api/people/{person}/disabled',
  summary: 'Disables an account, or enables it again.',
  who: { place: 'administer' },
  input: z.strictObject({ person: z.string().check(z.regex(/^[\w-]{1,64}$/)), disabled: z.boolean() }),
  output: z.object({}),
  async run(context, { person, disabled }) {
    const { principal, signIns, announce } = context
    const ended = await change(context, [], async ({ tx }) => {
      await lockOwners(tx)
      await authorizePlace(tx, context, 'administer')
      const changed = await tx.updateTable('person').set({ disabled_at: disabled ? Date.now() : null })
        .where('id', '=', person).where('handle', 'is not', null).returning('id').executeTakeFirst()
      if (!changed) throw new ParleyError('not_found', 'There is no such account.')
      await requireOwner(tx)
      await recordDeed(tx, { by: principal.id, action: disabled ? 'disable' : 'enable', target: person })
      return disabled ? signIns.end(person, { except: null }, tx) : []
    })
    announce.person(person)
    if (disabled) announce.signedOut(person, ended)
    return {}
  },
})
