import type { H3Event } from 'h3'
import { nanoid } from 'nanoid'
import { sessionSchema, type Session, type User } from '#shared/schemas/user'
import { useConfig } from '../config/use-config'
import { cookieValue } from '../http/cookie-value'
import { SESSIONS_OPENED_MAX } from '../limits/server-limits'
import { servesHttpsOnly } from '../security/https'
import { friendlyName } from './friendly-name'
import { OpenedSessions } from './opened-sessions'

export const SESSION_COOKIE = 'parley-session'

// getUserSession and setUserSession are auto-imported: nuxt-auth-utils offers them to the server in no other way.

const opened = new OpenedSessions(SESSIONS_OPENED_MAX)

/**
 * Who sends a request with these cookies; null without a sealed one, or with one that is broken, expired or sealed with another
 * secret. Never writes a cookie.
 */
export async function readSession(cookies: string | null): Promise<Session | null> {
  const sealed = cookieValue(cookies, SESSION_COOKIE)
  if (!sealed) return null
  const known = opened.get(sealed)
  if (known) return known
  try {
    // Not the request itself: the library answers a cookie that is no good with that of an empty session. To bare headers it can't.
    const { user, named } = await getUserSession({ headers: new Headers({ cookie: `${SESSION_COOKIE}=${sealed}` }), context: {} })
    const session = sessionSchema.safeParse({ user, named: named ?? false })
    if (session.success) opened.set(sealed, session.data)
    return session.success ? session.data : null
  }
  catch {
    // The library throws where it would have to start a session; that only means that there is none.
    return null
  }
}

/** The visitor's session over HTTP; a first visit gets a guest of its own, with a name to accept or change. */
export async function ensureSession(event: H3Event): Promise<Session> {
  const existing = await readSession(event.headers.get('cookie'))
  if (existing) return existing
  const user: User = { id: `u_${nanoid(16)}`, name: friendlyName(event.headers.get('accept-language') ?? undefined) }
  const session: Session = { user, named: false }
  await write(event, session)
  return session
}

/** Gives the person another name from here on. */
export async function rename(event: H3Event, session: Session, name: string): Promise<Session> {
  const renamed: Session = { user: { ...session.user, name }, named: true }
  await write(event, renamed)
  return renamed
}

/** Seals the session into the visitor's cookie. Secure is said here, since the library takes no such setting from the environment, and without one it is Secure everywhere. */
async function write(event: H3Event, session: Session): Promise<void> {
  await setUserSession(event, session, { cookie: { secure: servesHttpsOnly(useConfig()) } })
}
