import { ParleyError } from '../../../platform/errors/parley-error'
import { logger } from '../../../platform/logging/logger'

const RETRY_MS = 5_000

/** Codes of errors by which a provider, or a proxy before it, answered no OpenID Connect. */
const OUT_OF_ORDER = new Set([
  'OAUTH_TIMEOUT', 'OAUTH_ABORT', 'OAUTH_RESPONSE_IS_NOT_CONFORM', 'OAUTH_RESPONSE_IS_NOT_JSON', 'OAUTH_PARSE_ERROR',
  'fetch failed',
])

/** Errors of a provider that mean our own settings are wrong. */
const MISCONFIGURED = new Set([
  'invalid_client', 'unauthorized_client', 'invalid_scope', 'unsupported_grant_type',
  'OAUTH_WWW_AUTHENTICATE_CHALLENGE',
])

export function unknownProvider(): ParleyError {
  return new ParleyError(
    'not_found',
    'There is no such way to sign in. Choose one of those that the sign-in page offers.',
  )
}

/** The answer came to a browser that started no sign-in, another one, or one too long ago. */
export function otherBrowser(): ParleyError {
  return new ParleyError('unauthorized', 'This sign-in was started in another browser or too long ago. Sign in again.')
}

/**
 * The refusal of a sign-in. The user learns what to do. The operator finds the codes of the reason in the log: the
 * error itself may hold tokens.
 */
export function refusal(error: unknown, provider: { readonly id: string, readonly name: string }): ParleyError {
  const codes = codesOf(error)
  const answer = answerTo(codes, provider.name)
  // A user who changed their mind is no trouble of the operator.
  if (answer.code !== 'forbidden') logger.warn({ provider: provider.id, ...codes }, 'A sign-in by a provider failed.')
  return answer
}

interface Codes {
  /** The code of openid-client. */
  readonly code: string
  /** The code of OAuth, as the provider sent it. */
  readonly error?: string
  readonly message?: string
  /** The code of the system, such as ECONNREFUSED. */
  readonly reason?: string
}

function answerTo({ code, error }: Codes, name: string): ParleyError {
  if (error === 'access_denied') {
    return new ParleyError('forbidden', `The sign-in with ${name} was cancelled. Sign in again.`)
  }
  if (MISCONFIGURED.has(error ?? code)) {
    return new ParleyError('unavailable', `${name} refuses this chat. Ask the operator of this chat to check OIDC_PROVIDERS.`)
  }
  if (error === 'invalid_grant') {
    return new ParleyError('unauthorized', 'This sign-in was used already or took too long. Sign in again.')
  }
  if (OUT_OF_ORDER.has(code)) {
    return new ParleyError('unavailable', `${name} can't be reached right now. Try again in a moment.`, RETRY_MS)
  }
  if (error !== undefined) {
    return new ParleyError('unavailable', `${name} can't sign you in right now. Try again in a moment.`, RETRY_MS)
  }
  return new ParleyError('unauthorized', `The answer of ${name} could not be verified. Sign in again.`)
}

function codesOf(thrown: unknown): Codes {
  if (!(thrown instanceof Error)) return { code: 'unknown' }
  const { message, cause } = thrown
  // A failed connection is a TypeError of fetch without a code.
  const code = textOf(thrown, 'code') ?? (thrown instanceof TypeError ? 'fetch failed' : 'unknown')
  return {
    code,
    error: textOf(thrown, 'error')?.slice(0, 64),
    message,
    reason: cause instanceof Error ? textOf(cause, 'code') : undefined,
  }
}

function textOf(error: Error, key: string): string | undefined {
  const value: unknown = Object.getOwnPropertyDescriptor(error, key)?.value
  return typeof value === 'string' ? value : undefined
}
