import { sealSession, unsealSession } from 'h3'
import { sessionSchema, type Session } from '#shared/schemas/user'
import type { Sealed } from './opened-sessions'

/** A cookie is good for this long from its seal. */
export const SESSION_MAX_AGE_S = 365 * 24 * 60 * 60

/** h3 finds the session to seal under this name in the context. It is no part of the sealed text. */
const NAME = 'session'

/**
 * Seals a session, in the format of h3's own sessions: iron, with the session as `data`.
 * @param secret 32 characters or more
 */
export function sealCookie({ session, sealedAt }: Sealed, secret: string): Promise<string> {
  const content = { id: session.user.id, createdAt: sealedAt, data: session }
  const event = { headers: new Headers(), context: { sessions: { [NAME]: content } } }
  return sealSession(event, { name: NAME, password: secret, maxAge: SESSION_MAX_AGE_S })
}

/** The session that was sealed; null where it is broken, expired or sealed with another secret. */
export async function openCookie(sealed: string, secret: string): Promise<Sealed | null> {
  try {
    const event = { headers: new Headers(), context: {} }
    const { data, createdAt } = await unsealSession(event, { password: secret, maxAge: SESSION_MAX_AGE_S }, sealed)
    const session = sessionSchema.safeParse(withDefaults(data))
    return session.success ? { session: session.data, sealedAt: createdAt ?? 0 } : null
  }
  catch {
    return null
  }
}

/** The first version sealed no `named` for a person who had not chosen a name. */
function withDefaults(data: Partial<Session> | undefined): unknown {
  return { user: data?.user, named: data?.named ?? false }
}
