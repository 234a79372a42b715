import type { H3Event, H3EventContext } from 'h3'
import { nanoid } from 'nanoid'
import { sessionSchema, type Session, type User } from '#shared/schemas/user'
import { useConfig } from '../config/use-config'
import { cookieValue } from '../http/cookie-value'
import { SESSION_RENEWED_AFTER_MS, SESSIONS_OPENED_MAX } from '../limits/server-limits'
import { servesHttpsOnly } from '../security/https'
import { friendlyName } from './friendly-name'
import { OpenedSessions, type Sealed } from './opened-sessions'

export const SESSION_COOKIE = 'parley-session'

// getUserSession and setUserSession are auto-imported: nuxt-auth-utils offers them to the server in no other way.

const opened = new OpenedSessions(SESSIONS_OPENED_MAX)

/**
 * Who sends a request with these cookies; null without a sealed one, or with one that is broken, expired or sealed with another
 * secret. Never writes a cookie.
 */
export async function readSession(cookies: string | null): Promise<Sealed | null> {
  const sealed = cookieValue(cookies, SESSION_COOKIE)
  if (!sealed) return null
  const known = opened.get(sealed)
  if (known) return known
  try {
    // Not the request itself: the library answers a cookie that is no good with that of an empty session. To bare headers it can't.
    const context: Pick<H3EventContext, 'sessions'> = {}
    const { user, named } = await getUserSession({ headers: new Headers({ cookie: `${SESSION_COOKIE}=${sealed}` }), context })
    const session = sessionSchema.safeParse({ user, named: named ?? false })
    if (!session.success) return null
    const read = { session: session.data, sealedAt: context.sessions?.[SESSION_COOKIE]?.createdAt ?? 0 }
    opened.set(sealed, read)
    return read
  }
  catch {
    // The library throws where it would have to start a session; that only means that there is none.
    return null
  }
}

/**
 * The visitor's session over HTTP; a first visit gets a guest of its own, with a name to accept or change. Sealed anew now and then: a cookie
 * is good for a year from its seal, and who comes again stays who they are.
 */
export async function ensureSession(event: H3Event): Promise<Sealed> {
  const existing = await readSession(event.headers.get('cookie'))
  if (existing) return Date.now() - existing.sealedAt > SESSION_RENEWED_AFTER_MS ? seal(event, existing.session, existing.sealedAt) : existing
  const user: User = { id: `u_${nanoid(16)}`, name: friendlyName(event.headers.get('accept-language') ?? undefined) }
  return seal(event, { user, named: false })
}

/** Gives the person another name from here on. */
export async function rename(event: H3Event, { session, sealedAt }: Sealed, name: string): Promise<Sealed> {
  return seal(event, { user: { ...session.user, name }, named: true }, sealedAt)
}

/**
 * Seals the session into the visitor's cookie. h3 counts its year from `createdAt`, which it keeps when it seals a session again: so it is given one that begins now.
 * Secure is said here, since the library takes no such setting from the environment, and without one it is Secure everywhere.
 * @param before when the session was sealed that this one follows: the order of a person's names does not depend on the clocks of processes being alike
 */
async function seal(event: H3Event, session: Session, before = 0): Promise<Sealed> {
  const sealedAt = Math.max(Date.now(), before + 1)
  event.context.sessions = { ...event.context.sessions, [SESSION_COOKIE]: { id: session.user.id, createdAt: sealedAt, data: {} } }
  await setUserSession(event, session, { cookie: { secure: servesHttpsOnly(useConfig()) } })
  return { session, sealedAt }
}
