import type { Session } from '#shared/schemas/user'
import { ParleyError } from '../../../platform/errors/parley-error'
import type { OperationContext } from '../../operations/define'
import { applyLanguage } from './apply-language'
import { rememberDevice } from './known-device'

/**
 * Makes the caller's browser that of a stored user, under a new sign-in. One browser is one user: what it was before
 * ends. Where it becomes another user, all its connections are closed, so that no tab gets a frame of the one for the
 * other. A guest who became an account is the same user, and the other tabs go on.
 */
export async function beginSession(context: OperationContext, id: string, signIn: string): Promise<Session> {
  const { visit, event, people, sessions, signIns, announce } = context
  people.forget(id)
  const person = await people.find(id)
  if (!person) throw new ParleyError('unauthorized', 'This account no longer exists. Make a new one, or sign in with another.')
  if (person.handle !== null) rememberDevice(context, person.handle)
  await applyLanguage(context, id)
  const begun = await sessions.signIn(event, person, signIn, visit?.sealedAt)
  if (!visit) return begun.session

  const before = visit.principal
  if (before.session !== undefined) await signIns.end(before.id, { only: before.session })
  if (before.id !== id) {
    announce.signedOut(before.id, before.session === undefined ? null : [before.session])
    return begun.session
  }
  announce.person(id, { from: before.session, to: signIn })
  if (before.name !== person.name) announce.renamed(begun.session.user, begun.sealedAt)
  return begun.session
}
