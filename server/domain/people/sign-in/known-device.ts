import { createHmac, timingSafeEqual } from 'node:crypto'
import { deleteCookie, setCookie } from 'h3'
import { nanoid } from 'nanoid'
import { cookieValue } from '../../../platform/http/cookie-value'
import { servesHttpsOnly } from '../../../platform/http/https'
import { ownCookie } from '../../../platform/http/own-cookie'
import { requestHeader } from '../../../platform/http/request-header'
import type { OperationContext } from '../../operations/define'

/** Says that a user signed in in this browser, and opens nothing: it only keeps strangers' tries from counting here. */
const cookieName = (secret: string): string => ownCookie('parley-device', secret)
const COOKIE_PATH = '/api/sign-in'
const MAX_AGE_S = 365 * 24 * 60 * 60

type Browser = Pick<OperationContext, 'event' | 'secret' | 'config'>

/** Remembers that the user with this handle signed in here. */
export function rememberDevice({ event, secret, config }: Browser, handle: string): void {
  const id = nanoid()
  setCookie(event, cookieName(secret), `${id}.${seal(secret, id, handle)}`, {
    path: COOKIE_PATH, httpOnly: true, sameSite: 'strict', secure: servesHttpsOnly(config), maxAge: MAX_AGE_S,
  })
}

/** The user wants no trace here. */
export function forgetDevice({ event, secret }: Browser): void {
  deleteCookie(event, cookieName(secret), { path: COOKIE_PATH })
}

/** Names the browser, where the user with this handle signed in here before; else null. */
export function knownDevice({ event, secret }: Browser, handle: string): string | null {
  const [id = '', sealed = ''] = cookieValue(requestHeader(event, 'cookie'), cookieName(secret))?.split('.') ?? []
  const expected = Buffer.from(seal(secret, id, handle))
  const given = Buffer.from(sealed)
  return given.length === expected.length && timingSafeEqual(given, expected) ? id : null
}

function seal(secret: string, id: string, handle: string): string {
  return createHmac('sha256', secret).update(`device ${id} ${handle}`).digest('base64url')
}
