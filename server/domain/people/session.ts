import { deleteCookie, setCookie, type H3Event } from 'h3'
import { nanoid } from 'nanoid'
import type { Session, User } from '#shared/schemas/user'
import type { Principal } from '../../core/principal'
import { cookieValue } from '../../platform/http/cookie-value'
import { requestHeader } from '../../platform/http/request-header'
import { SESSION_RENEWED_AFTER_MS, SESSIONS_OPENED_MAX } from '../../platform/limits/server-limits'
import { friendlyName } from './friendly-name'
import { OpenedSessions, type Sealed } from './opened-sessions'
import type { People, StoredPerson } from './people'
import { openCookie, sealCookie, SESSION_MAX_AGE_S } from './seal'
import { sessionCookieNames, type CookieNames } from './session-cookie'
import type { SignIns } from './sign-ins'

export interface SessionsDeps {
  /** Seals the cookies. */
  readonly secret: string
  readonly httpsOnly: boolean
  readonly people: Pick<People, 'find'>
  readonly signIns: Pick<SignIns, 'isValid'>
}

/** A visitor: the session that the page sees, and what permissions are decided by. */
export interface Visit extends Sealed {
  readonly principal: Principal
}

interface Found extends Visit {
  /** The name of the cookie that holds it. */
  readonly cookie: string
}

/** What a visitor's cookie holds, read and written. */
export class Sessions {
  private readonly opened = new OpenedSessions(SESSIONS_OPENED_MAX)
  private readonly names: CookieNames

  constructor(private readonly deps: SessionsDeps) {
    this.names = sessionCookieNames(deps.secret, deps.httpsOnly)
  }

  /**
   * The visitor with these cookies; null without a valid session cookie: broken, expired, sealed with another secret,
   * ended, or of an account without its sign-in. Never writes a cookie.
   */
  async read(cookies: string | null): Promise<Found | null> {
    if (!cookies) return null
    for (const cookie of [this.names.name, ...this.names.older]) {
      const sealed = cookieValue(cookies, cookie)
      const visit = sealed ? await this.open(sealed) : null
      if (visit) return { ...visit, cookie }
    }
    return null
  }

  /**
   * The visitor over HTTP; null on a first visit. Re-seals the cookie periodically so that returning visitors keep
   * their identity, and at once if it has an older cookie name.
   */
  async renew(event: H3Event): Promise<Visit | null> {
    const found = await this.read(requestHeader(event, 'cookie'))
    if (!found) return null
    const { cookie, sealedAt } = found
    const moved = cookie !== this.names.name
    if (moved) deleteCookie(event, cookie, { path: '/' })
    return moved || Date.now() - sealedAt > SESSION_RENEWED_AFTER_MS ? this.seal(event, found, sealedAt) : found
  }

  /** The visitor over HTTP; a first visit gets a guest of its own, with a name to accept or change. */
  async ensure(event: H3Event): Promise<Visit> {
    const existing = await this.renew(event)
    if (existing) return existing
    const language = requestHeader(event, 'accept-language') ?? undefined
    const user: User = { id: `u_${nanoid(16)}`, name: friendlyName(language) }
    return this.seal(event, { session: { user, named: false }, principal: user })
  }

  /** Gives the user another name from here on. */
  rename(event: H3Event, { session, principal, sealedAt }: Visit, name: string): Promise<Visit> {
    const user = { ...session.user, name }
    return this.seal(
      event,
      { session: { ...session, user, named: true }, principal: { ...principal, name } },
      sealedAt,
    )
  }

  /** Makes the browser that of a stored user, under a sign-in. */
  signIn(event: H3Event, person: StoredPerson, session: string, before = 0): Promise<Visit> {
    return this.seal(event, asVisit(person, session), before)
  }

  /** Gives a guest who is stored from now on a sign-in. The cookie of before stays good. */
  keep(event: H3Event, { session, principal, sealedAt }: Visit, signIn: string): Promise<Visit> {
    return this.seal(event, { session, principal: { ...principal, role: 'guest', session: signIn } }, sealedAt)
  }

  /** Removes the user from the browser's session. */
  signOut(event: H3Event): void {
    for (const cookie of [this.names.name, ...this.names.older]) deleteCookie(event, cookie, { path: '/' })
  }

  private async open(sealed: string): Promise<Visit | null> {
    const known = this.opened.get(sealed)
    const read = known ?? openCookie(sealed, this.deps.secret)
    if (!read) return null
    if (!known) this.opened.set(sealed, read)
    return this.check(read)
  }

  /** The user of an open connection as stored now; null where its cookie opens nothing any more. */
  async current(user: Principal): Promise<Principal | null> {
    const person = await this.deps.people.find(user.id)
    return await this.isGood(user, person) ? { ...user, role: person?.role ?? user.role } : null
  }

  /** Whether a cookie of this user and sign-in opens what is stored under the id. */
  private async isGood(
    { id, session }: Pick<Principal, 'id' | 'session'>,
    person: StoredPerson | null,
  ): Promise<boolean> {
    if (person?.disabled) return false
    if (session === undefined) return !person || person.handle === null
    return person !== null && this.deps.signIns.isValid(session, id)
  }

  /** What a cookie says is checked against what is stored: a cookie of before the account must not open it. */
  private async check({ session, sealedAt, signIn }: Sealed): Promise<Visit | null> {
    const { id } = session.user
    const person = await this.deps.people.find(id)
    if (!await this.isGood({ id, session: signIn }, person)) return null
    if (signIn !== undefined && person) {
      const visit = asVisit(person, signIn)
      return { ...visit, session: { ...visit.session, named: session.named || visit.session.named }, sealedAt, signIn }
    }
    return { session, sealedAt, principal: session.user }
  }

  /**
   * Seals the session into the visitor's cookie, which is good for a year from now.
   * @param before seal time of the previous session: the order of a user's names must not depend on clocks
   */
  private async seal(event: H3Event, { session, principal }: Omit<Visit, 'sealedAt'>, before = 0): Promise<Visit> {
    const sealedAt = Math.max(Date.now(), before + 1)
    const sealed: Sealed = { session, sealedAt, signIn: principal.session }
    setCookie(event, this.names.name, await sealCookie(sealed, this.deps.secret), {
      path: '/',
      httpOnly: true,
      sameSite: 'lax',
      secure: this.deps.httpsOnly,
      expires: new Date(sealedAt + SESSION_MAX_AGE_S * 1000),
    })
    return { ...sealed, principal }
  }
}

function asVisit({ id, name, handle, role }: StoredPerson, session: string): Omit<Visit, 'sealedAt'> {
  const account = handle === null ? {} : { account: { handle, role } }
  const visible: Session = { user: { id, name }, named: handle !== null, ...account }
  return { session: visible, principal: { id, name, role, session } }
}
