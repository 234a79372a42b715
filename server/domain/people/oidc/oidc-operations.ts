import { deleteCookie, getRequestURL, sendRedirect } from 'h3'
import * as z from 'zod/mini'
import { toParleyError } from '../../../core/errors/to-parley-error'
import { cookieValue } from '../../../platform/http/cookie-value'
import { requestHeader } from '../../../platform/http/request-header'
import { ParleyError } from '../../../platform/errors/parley-error'
import type { RateLimit } from '../../../platform/limits/consume'
import { defineOpenOperation, type OperationContext } from '../../operations/define'
import { beginSession } from '../sign-in/begin-session'
import { beginAtProvider, oidcCookie, OIDC_PATH, providerIdSchema } from './begin'
import { createLinked, findLinked, linkAccount, signInLinked } from './provider-account'
import { openSignIn, type SignInState } from './sign-in-state'

const SIGN_IN_PAGE = '/signin'

export const OIDC_SIGN_INS: RateLimit = { what: 'tries to sign in', then: 'try again', apart: 'oidc' }

/** A page of this place, for after the sign-in: never another site. */
export const pageSchema = z.string().check(z.regex(/^\/(?![/\\])[^\s\\]{0,500}$/))

/** Sends the browser to the provider. It never links an account: any site could lead a browser here. */
export const startOidc = defineOpenOperation({
  id: 'startOidc',
  method: 'GET',
  path: '/api/oidc/{provider}/start',
  summary: 'Begins a sign-in with a provider of OpenID Connect: redirects the browser there.',
  who: 'anybody',
  limit: OIDC_SIGN_INS,
  input: z.strictObject({
    provider: providerIdSchema,
    to: z.optional(pageSchema),
    invite: z.optional(z.string().check(z.regex(/^[\w-]{1,64}$/))),
  }),
  output: z.object({}),
  run: (context, { provider, to = '/', invite }) => orRefused(context, { to }, () => (
    beginAtProvider(context, provider, { to, ...(invite === undefined ? {} : { invite }) })
  )),
})

/** Where the provider sends the browser back to. Its address holds what the provider adds, so it is read leniently. */
export const finishOidc = defineOpenOperation({
  id: 'finishOidc',
  method: 'GET',
  path: '/api/oidc/{provider}/callback',
  summary: 'Ends a sign-in with a provider: sets the session cookie and redirects to the page asked for.',
  who: 'anybody',
  limit: OIDC_SIGN_INS,
  input: z.object({ provider: providerIdSchema }),
  output: z.object({}),
  async run(context, { provider }) {
    const { event, secret } = context
    const sealed = cookieValue(requestHeader(event, 'cookie'), oidcCookie(secret))
    deleteCookie(event, oidcCookie(secret), { path: OIDC_PATH })
    const state = sealed ? await openSignIn(sealed, secret) : null
    return orRefused(context, state?.carry ?? {}, () => finish(context, provider, state))
  },
})

/** Signs in, signs up or links, whatever was begun. Returns the page to open. @throws ParleyError */
async function finish(context: OperationContext, provider: string, state: SignInState | null): Promise<string> {
  const { oidc, db } = context
  const profile = await oidc.finish(provider, state, getRequestURL(context.event).search)
  const { to = '/', link, invite } = state?.carry ?? {}
  if (link !== undefined) {
    await linkAccount(context, requireSame(context, link), profile)
    return to
  }
  const linked = await findLinked(db, profile)
  // A user who is signed in must not get a second account here.
  if (!linked && context.visit?.session.account) throw notLinked()
  const { id, session } = linked ? await signInLinked(context, linked) : await createLinked(context, profile, invite)
  await beginSession(context, id, session)
  return to
}

function notLinked(): ParleyError {
  return new ParleyError(
    'forbidden',
    'You are signed in with another account. Link this one in your settings, or sign out first.',
  )
}

/** Linking needs the user who began it, still signed in. */
function requireSame({ visit }: OperationContext, link: SignInState['carry'][string]): string {
  if (visit?.session.account && visit.principal.id === link) return link
  throw new ParleyError('unauthorized', 'The account that began this was signed out. Sign in and try again.')
}

/**
 * Redirects to what `run` says. A browser is on its way here, so a page shows a refusal: the one where a link was
 * begun, else the sign-in page, which knows where to go on.
 */
async function orRefused(
  { event, visit }: OperationContext, { to = '/', link }: SignInState['carry'], run: () => Promise<string>,
): Promise<Record<string, never>> {
  const page = await run().catch((thrown: unknown) => {
    const error = toParleyError(thrown).code
    if (link !== undefined && visit?.session.account) return `${to.split('?')[0]}?${new URLSearchParams({ error })}`
    return `${SIGN_IN_PAGE}?${new URLSearchParams({ error, ...to === '/' ? {} : { to } })}`
  })
  await sendRedirect(event, page, 302)
  return {}
}
