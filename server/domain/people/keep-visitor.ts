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
    return signIns.create(user.id, requestHeader(event, 'user-agent'), tx)
  })
  const kept = await sessions.keep(event, visit, signIn)
  // Connections that are open already are those of the sign-in from now on.
  announce.person(user.id, { to: signIn })
  return { ...context, visit: kept, principal: kept.principal }
}
