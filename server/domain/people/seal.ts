import { sealSession } from 'h3'
import * as z from 'zod/mini'
import { userSchema } from '#shared/schemas/user'
import { unseal } from '../../platform/http/unseal'
import type { Sealed } from './opened-sessions'

/** A cookie is good for this long from its seal. */
export const SESSION_MAX_AGE_S = 365 * 24 * 60 * 60

/** What is sealed, in the form of h3's sessions. */
const sealedSchema = z.object({
  createdAt: z.int(),
  data: z.object({ user: userSchema, named: z.boolean(), signIn: z.optional(z.string()) }),
})

/** h3 finds the session to seal under this name in the context. It is no part of the sealed text. */
const NAME = 'session'

/**
 * Seals a session, in the format of h3's own sessions: iron, with the session as `data`.
 * @param secret 32 characters or more
 */
export function sealCookie({ session, sealedAt, signIn }: Sealed, secret: string): Promise<string> {
  // What an account is comes from the database, whenever it is asked.
  const { user, named } = session
  const data = { user, named, ...(signIn === undefined ? {} : { signIn }) }
  const content = { id: user.id, createdAt: sealedAt, data }
  const event = { headers: new Headers(), context: { sessions: { [NAME]: content } } }
  return sealSession(event, { name: NAME, password: secret, maxAge: SESSION_MAX_AGE_S })
}

/** The session that was sealed; null where it is broken, expired or sealed with another secret. */
export function openCookie(sealed: string, secret: string): Sealed | null {
  const content = sealedSchema.safeParse(read(sealed, secret))
  if (!content.success) return null
  const { createdAt, data: { signIn, ...session } } = content.data
  if (Date.now() - createdAt > SESSION_MAX_AGE_S * 1000) return null
  return { session, sealedAt: createdAt, ...(signIn === undefined ? {} : { signIn }) }
}

function read(sealed: string, secret: string): unknown {
  try {
    return unseal(sealed, secret)
  }
  catch {
    return null
  }
}
