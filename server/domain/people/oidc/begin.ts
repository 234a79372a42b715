import { getRequestURL, setCookie } from 'h3'
import * as z from 'zod/mini'
import { servesHttpsOnly } from '../../../platform/http/https'
import { ownCookie } from '../../../platform/http/own-cookie'
import type { OperationContext } from '../../operations/define'
import { redirectUri } from './redirect-uri'
import { sealSignIn, SIGN_IN_MAX_AGE_S, type SignInState } from './sign-in-state'

export const oidcCookie = (secret: string): string => ownCookie('parley-oidc', secret)
export const OIDC_PATH = '/api/oidc'

export const providerIdSchema = z.string().check(z.regex(/^[a-z0-9-]{1,32}$/))

/**
 * Begins a sign-in at a provider in this browser.
 * @param carry is kept in the sealed cookie: in the address it could be altered
 * @returns the provider's address to open
 */
export async function beginAtProvider(
  { event, config, oidc, secret }: OperationContext, provider: string, carry: SignInState['carry'],
): Promise<string> {
  const back = redirectUri(config.PUBLIC_ORIGIN, getRequestURL(event).origin, `${OIDC_PATH}/${provider}/callback`)
  const { url, state } = await oidc.begin(provider, back, carry)
  setCookie(event, oidcCookie(secret), await sealSignIn(state, secret), {
    path: OIDC_PATH, httpOnly: true, sameSite: 'lax', secure: servesHttpsOnly(config), maxAge: SIGN_IN_MAX_AGE_S,
  })
  return url
}
