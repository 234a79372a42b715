import type {
  Configuration, IDToken, TokenEndpointResponse, TokenEndpointResponseHelpers, UserInfoResponse,
} from 'openid-client'

/** Longest subject of the standard. */
const SUBJECT_MAX_CHARS = 255

/**
 * The user as the provider reports them. An account is found by `issuer` and `subject` together and by nothing else: a
 * mail address can pass to another person, and not every provider verifies it. Names are as the provider sent them:
 * clean them before use (`userNameSchema`, `handleSchema`).
 */
export interface OidcProfile {
  readonly issuer: string
  readonly subject: string
  readonly name?: string
  /** A handle to offer. */
  readonly username?: string
  readonly email?: string
  readonly emailVerified?: boolean
}

/** The profile of a verified answer. Many providers send only the subject in it and the rest on request. */
export async function profileOf(
  configuration: Configuration,
  tokens: TokenEndpointResponse & TokenEndpointResponseHelpers,
): Promise<OidcProfile> {
  const claims = tokens.claims()
  if (!claims || claims.sub === '' || claims.sub.length > SUBJECT_MAX_CHARS)
    throw new Error('The answer has no subject.')
  const isWhole = claims.name !== undefined || !configuration.serverMetadata().userinfo_endpoint
  if (isWhole) return profile(claims, claims)
  const { fetchUserInfo } = await import('openid-client')
  return profile(claims, { ...claims, ...await fetchUserInfo(configuration, tokens.access_token, claims.sub) })
}

function profile({ iss, sub }: IDToken, claims: IDToken | UserInfoResponse): OidcProfile {
  return {
    issuer: iss,
    subject: sub,
    name: text(claims.name),
    username: text(claims.preferred_username),
    email: text(claims.email),
    emailVerified: claims.email_verified === true,
  }
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
}
