import { ParleyError } from '../../platform/errors/parley-error'
import { requestHeader } from '../../platform/http/request-header'
import type { KnownContext } from '../operations/define'
import { change } from '../place'
import { keepPerson } from './people'

/**
 * Stores the caller before they do something that lasts, such as joining a room: a guest gets a row and a sign-in, and
 * the cookie names it from now on. Nothing changes for a caller who is stored.
 * @returns the context with the caller as they are now
 */
export async function keepVisitor(context: KnownContext): Promise<KnownContext> {
  const { visit, event, sessions, signIns, announce } = context
  if (visit.principal.session !== undefined) return context
  const { user } = visit.session
  const signIn = await change(context, [], async ({ tx }) => {
    await keepPerson(tx, user)
    // Locked: two tabs may do the first lasting thing at once. They get one sign-in, which ends as one.
    const stored = await tx.updateTable('person').set({ id: user.id }).where('id', '=', user.id)
      .where('handle', 'is', null).where('disabled_at', 'is', null).returning('id').executeTakeFirst()
    // Meanwhile it may have become an account, which the cookie of the guest must not open.
    if (!stored) throw new ParleyError('unauthorized', 'You have an account by now. Reload the page.')
    const other = await tx.selectFrom('session').select('id').where('person', '=', user.id).limit(1).executeTakeFirst()
    return other?.id ?? signIns.create(user.id, requestHeader(event, 'user-agent'), tx)
  })
  const kept = await sessions.keep(event, visit, signIn)
  // Connections that are open already are those of the sign-in from now on.
  announce.person(user.id, { to: signIn })
  return { ...context, visit: kept, principal: kept.principal }
}
