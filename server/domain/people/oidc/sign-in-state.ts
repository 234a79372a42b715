import { createHmac } from 'node:crypto'
import { sealSession, unsealSession } from 'h3'
import * as z from 'zod/mini'

/** A person has this long to sign in at the provider. The cookie of the state is good for as long. */
export const SIGN_IN_MAX_AGE_S = 10 * 60

/** h3 finds the content to seal under this name in the context. It is no part of the sealed text. */
const NAME = 'sign-in'

/**
 * What a sign-in at a provider must remember until the browser comes back. Sealed into a cookie of that browser, so
 * that the answer counts only there.
 */
const signInStateSchema = z.object({
  provider: z.string(),
  redirectUri: z.string(),
  state: z.string(),
  nonce: z.string(),
  codeVerifier: z.string(),
  /** What the caller needs again after the sign-in, such as an invitation. In an address it could be altered. */
  carry: z.record(z.string(), z.string()),
  /** Unix ms of the start. */
  at: z.int(),
})
export type SignInState = z.infer<typeof signInStateSchema>

/** Seals the state of a sign-in for its cookie. @param secret of the installation, 32 characters or more */
export function sealSignIn(state: SignInState, secret: string): Promise<string> {
  const content = { id: state.state, createdAt: state.at, data: state }
  const event = { headers: new Headers(), context: { sessions: { [NAME]: content } } }
  return sealSession(event, { name: NAME, ...options(secret) })
}

/** The state that was sealed; null where it is broken, older than ten minutes or sealed with another secret. */
export async function openSignIn(sealed: string, secret: string): Promise<SignInState | null> {
  try {
    const { data } = await unsealSession({ headers: new Headers(), context: {} }, options(secret), sealed)
    const state = signInStateSchema.safeParse(data)
    return state.success ? state.data : null
  }
  catch {
    return null
  }
}

/** A key of its own: no session cookie opens as a sign-in, and no sign-in as a session. */
function options(secret: string) {
  return {
    password: createHmac('sha256', secret).update('oidc sign-in').digest('base64url'),
    maxAge: SIGN_IN_MAX_AGE_S,
  }
}
