import type { ClientAuth, Configuration } from 'openid-client'
import type { OidcProviderSettings } from '../../../platform/config/oidc-providers'
import { OIDC_METADATA_FRESH_MS, OIDC_TIMEOUT_S } from '../../../platform/limits/server-limits'

/**
 * What a provider says about itself, read when it is first needed: the app starts while a provider is down. A failed
 * read is tried again by the next caller. An old copy is used where it can't be read again.
 */
export class Discovery {
  private known: Configuration | null = null
  private readAt = 0
  private reading: Promise<Configuration> | null = null

  constructor(private readonly settings: OidcProviderSettings, private readonly now: () => number) {}

  /** @throws the error of openid-client if the provider can't be reached */
  async get(): Promise<Configuration> {
    if (this.known && this.now() - this.readAt < OIDC_METADATA_FRESH_MS) return this.known
    this.reading ??= this.read().finally(() => void (this.reading = null))
    const { known } = this
    return known ? this.reading.catch(() => known) : this.reading
  }

  private async read(): Promise<Configuration> {
    const { issuer, clientId, clientSecret } = this.settings
    const client = await import('openid-client')
    const basic = client.ClientSecretBasic(clientSecret)
    const post = client.ClientSecretPost(clientSecret)
    const authenticate: ClientAuth = (server, ...rest) => {
      // The default of the standard is `basic`. Some providers take `post` only.
      const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic']
      return (methods.includes('client_secret_basic') ? basic : post)(server, ...rest)
    }
    const configuration = await client.discovery(new URL(issuer), clientId, undefined, authenticate, {
      timeout: OIDC_TIMEOUT_S,
      // Without these checks openid-client trusts the line to the provider, and would take an unsigned token from it.
      execute: [
        client.enableNonRepudiationChecks,
        ...(issuer.startsWith('http:') ? [client.allowInsecureRequests] : []),
      ],
    })
    this.known = configuration
    this.readAt = this.now()
    return configuration
  }
}
