import * as z from 'zod/mini'
import { ParleyError } from '../../../platform/errors/parley-error'
import { defineOperation } from '../../operations/define'
import { change } from '../../place'
import { recordDeed } from '../record-deed'
import { authorizePlace } from './authorize-place'
import { requireOwner, lockOwners } from './owners'

/** Gives an account another role in the place. The last owner stays one: no other user could make an owner. */
export const changeRole = defineOperation({
  id: 'changeRole',
  method: 'PUT',
  path: '/api/people/{person}/role',
  summary: 'Gives an account another role in the place.',
  who: { place: 'administer' },
  input: z.strictObject({
    person: z.string().check(z.regex(/^[\w-]{1,64}$/)),
    role: z.enum(['owner', 'moderator', 'member']),
  }),
  output: z.object({}),
  async run(context, { person, role }) {
    await change(context, [], async ({ tx }) => {
      await lockOwners(tx)
      await authorizePlace(tx, context, 'administer')
      const changed = await tx.updateTable('person').set({ role })
        .where('id', '=', person).where('handle', 'is not', null).returning('id').executeTakeFirst()
      if (!changed) throw new ParleyError('not_found', 'There is no such account.')
      await requireOwner(tx)
      await recordDeed(tx, { by: context.principal.id, action: 'role', target: person, reason: role })
    })
    context.announce.person(person)
    return {}
  },
})
