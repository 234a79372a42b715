import { deleteCookie, setCookie, type H3Event } from 'h3'
import { nanoid } from 'nanoid'
import type { Session, User } from '#shared/schemas/user'
import { useConfig } from '../../platform/config/use-config'
import { useSecret } from '../../platform/config/use-secret'
import { cookieValue } from '../../platform/http/cookie-value'
import { requestHeader } from '../../platform/http/request-header'
import { SESSION_RENEWED_AFTER_MS, SESSIONS_OPENED_MAX } from '../../platform/limits/server-limits'
import { servesHttpsOnly } from '../../platform/http/https'
import { friendlyName } from './friendly-name'
import { OpenedSessions, type Sealed } from './opened-sessions'
import { openCookie, sealCookie, SESSION_MAX_AGE_S } from './seal'
import { sessionCookieNames, type CookieNames } from './session-cookie'

const opened = new OpenedSessions(SESSIONS_OPENED_MAX)

let names: CookieNames | null = null

function useCookieNames(): CookieNames {
  names ??= sessionCookieNames(useSecret(), servesHttpsOnly(useConfig()))
  return names
}

/** A visitor's session, and the name of the cookie that holds it. */
interface Found extends Sealed {
  readonly cookie: string
}

async function findSession(cookies: string | null): Promise<Found | null> {
  if (!cookies) return null
  const { name, older } = useCookieNames()
  for (const cookie of [name, ...older]) {
    const sealed = cookieValue(cookies, cookie)
    const read = sealed ? await open(sealed) : null
    if (read) return { ...read, cookie }
  }
  return null
}

async function open(sealed: string): Promise<Sealed | null> {
  const known = opened.get(sealed)
  if (known) return known
  const read = await openCookie(sealed, useSecret())
  if (read) opened.set(sealed, read)
  return read
}

/**
 * The visitor with these cookies; null without a valid session cookie (broken, expired, or sealed with another secret).
 * Never writes a cookie.
 */
export function readSession(cookies: string | null): Promise<Sealed | null> {
  return findSession(cookies)
}

/**
 * The visitor's session over HTTP; null on a first visit. Re-seals the cookie periodically so that returning visitors
 * keep their identity, and at once if it has an older cookie name.
 */
export async function renewSession(event: H3Event): Promise<Sealed | null> {
  const found = await findSession(requestHeader(event, 'cookie'))
  if (!found) return null
  const { session, sealedAt, cookie } = found
  const moved = cookie !== useCookieNames().name
  if (moved) deleteCookie(event, cookie, { path: '/' })
  return moved || Date.now() - sealedAt > SESSION_RENEWED_AFTER_MS ? seal(event, session, sealedAt) : found
}

/** The visitor's session over HTTP; a first visit gets a guest of its own, with a name to accept or change. */
export async function ensureSession(event: H3Event): Promise<Sealed> {
  const existing = await renewSession(event)
  if (existing) return existing
  const user: User = { id: `u_${nanoid(16)}`, name: friendlyName(requestHeader(event, 'accept-language') ?? undefined) }
  return seal(event, { user, named: false })
}

/** Gives the person another name from here on. */
export async function rename(event: H3Event, { session, sealedAt }: Sealed, name: string): Promise<Sealed> {
  return seal(event, { user: { ...session.user, name }, named: true }, sealedAt)
}

/**
 * Seals the session into the visitor's cookie, which is good for a year from now.
 * @param before seal time of the previous session: the order of a user's names must not depend on the processes' clocks
 */
async function seal(event: H3Event, session: Session, before = 0): Promise<Sealed> {
  const sealed: Sealed = { session, sealedAt: Math.max(Date.now(), before + 1) }
  setCookie(event, useCookieNames().name, await sealCookie(sealed, useSecret()), {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: servesHttpsOnly(useConfig()),
    expires: new Date(sealed.sealedAt + SESSION_MAX_AGE_S * 1000),
  })
  return sealed
}
