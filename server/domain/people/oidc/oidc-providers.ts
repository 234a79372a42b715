import type { Configuration } from 'openid-client'
import type { OidcProviderSettings } from '../../../platform/config/oidc-providers'
import { Discovery } from './discovery'
import { profileOf, type OidcProfile } from './profile'
import { otherBrowser, refusal, unknownProvider } from './refusals'
import { SIGN_IN_MAX_AGE_S, type SignInState } from './sign-in-state'

interface Provider {
  readonly settings: OidcProviderSettings
  readonly discovery: Discovery
}

/** The providers of sign-ins (OpenID Connect) that the operator configured. */
export class OidcProviders {
  private readonly providers: ReadonlyMap<string, Provider>

  constructor(settings: readonly OidcProviderSettings[], private readonly now: () => number = Date.now) {
    this.providers = new Map(settings.map(each => [each.id, { settings: each, discovery: new Discovery(each, now) }]))
  }

  /** What the screens show: nothing of it is secret. */
  list(): readonly { readonly id: string, readonly name: string }[] {
    return [...this.providers.values()].map(({ settings: { id, name } }) => ({ id, name }))
  }

  /**
   * Begins a sign-in: the caller sends the browser to `url`, with `state` sealed in a cookie (`sealSignIn`).
   * @param redirectUri where the provider sends the browser back
   * @param carry what the caller needs again in `finish`
   * @throws ParleyError if there is no such provider, or it can't be reached
   */
  async begin(
    id: string,
    redirectUri: string,
    carry: Readonly<Record<string, string>> = {},
  ): Promise<{ readonly url: string, readonly state: SignInState }> {
    const { settings, discovery } = this.require(id)
    const client = await import('openid-client')
    const configuration = await reach(settings, discovery)
    const codeVerifier = client.randomPKCECodeVerifier()
    const state: SignInState = {
      provider: id,
      redirectUri,
      state: client.randomState(),
      nonce: client.randomNonce(),
      codeVerifier,
      carry: { ...carry },
      at: this.now(),
    }
    const url = client.buildAuthorizationUrl(configuration, {
      redirect_uri: redirectUri,
      scope: settings.scopes.join(' '),
      state: state.state,
      nonce: state.nonce,
      code_challenge: await client.calculatePKCECodeChallenge(codeVerifier),
      code_challenge_method: 'S256',
    })
    return { url: url.href, state }
  }

  /**
   * Ends a sign-in: redeems the code and verifies what the provider says.
   * @param id of the provider in the path of the answer
   * @param state of this browser (`openSignIn`); null without its cookie, which the caller removes in any case
   * @param query of the address to which the provider sent the browser back
   * @throws ParleyError if anything is not as begun
   */
  async finish(id: string, state: SignInState | null, query: string): Promise<OidcProfile> {
    const { settings, discovery } = this.require(id)
    if (!state || state.provider !== id || this.now() - state.at > SIGN_IN_MAX_AGE_S * 1_000) throw otherBrowser()
    // Before any request: another state means another browser or another tab.
    if (new URLSearchParams(query).get('state') !== state.state) throw otherBrowser()
    const client = await import('openid-client')
    const configuration = await reach(settings, discovery)
    // As begun: a proxy may have changed host and scheme of the request.
    const answer = new URL(state.redirectUri)
    answer.search = query
    try {
      const tokens = await client.authorizationCodeGrant(configuration, answer, {
        expectedState: state.state,
        expectedNonce: state.nonce,
        pkceCodeVerifier: state.codeVerifier,
      })
      return await profileOf(configuration, tokens)
    }
    catch (error) {
      throw refusal(error, settings)
    }
  }

  private require(id: string): Provider {
    const provider = this.providers.get(id)
    if (!provider) throw unknownProvider()
    return provider
  }
}

/**
 * Loads openid-client where providers are configured, and only there. Not with the first sign-in: an import that failed
 * for a passing reason fails until a restart.
 */
export async function openOidcProviders(settings: readonly OidcProviderSettings[]): Promise<OidcProviders> {
  if (settings.length > 0) await import('openid-client')
  return new OidcProviders(settings)
}

function reach(settings: OidcProviderSettings, discovery: Discovery): Promise<Configuration> {
  return discovery.get().catch((error: unknown) => {
    throw refusal(error, settings)
  })
}
