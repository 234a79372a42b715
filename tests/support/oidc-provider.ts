import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import Provider from 'oidc-provider'
import type { OidcProviderSettings } from '../../server/platform/config/oidc-providers'
import { freePort } from './free-port'

/** What the provider says about a person. */
export interface OidcPerson {
  readonly name?: string
  readonly preferred_username?: string
  readonly email?: string
  readonly email_verified?: boolean
}

/** A real OpenID provider on the loopback, with a page to sign in. Any password would do, so it asks for none. */
export interface TestOidcProvider {
  /** For `OIDC_PROVIDERS`. */
  readonly settings: OidcProviderSettings
  /** People by their subject, which they sign in with. Others have no name. */
  readonly people: Map<string, OidcPerson>
  stop(): Promise<void>
}

const INTERACTION = /^\/interaction\/[\w-]+$/

/**
 * Starts a provider that sends browsers back to these addresses.
 * @param port of a provider that was stopped before
 */
export async function startOidcProvider(redirectUris: readonly string[], port?: number): Promise<TestOidcProvider> {
  const at = port ?? await freePort()
  const issuer = `http://127.0.0.1:${at}`
  const people = new Map<string, OidcPerson>()
  const settings = {
    id: 'work',
    name: 'Work account',
    issuer,
    clientId: 'parley',
    clientSecret: 'a secret of the tests',
    scopes: ['openid', 'profile', 'email'],
  }
  const provider = createProvider(settings, redirectUris, people)
  const handle = provider.callback()
  const server = createServer((request, response) => {
    const isInteraction = INTERACTION.test(request.url ?? '')
    const answered = isInteraction ? interact(provider, request, response) : Promise.resolve(handle(request, response))
    answered.catch((error: unknown) => response.writeHead(500).end(String(error)))
  })
  await listen(server, at)
  return { settings, people, stop: () => close(server) }
}

function createProvider(
  settings: OidcProviderSettings,
  redirectUris: readonly string[],
  people: ReadonlyMap<string, OidcPerson>,
): Provider {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return new Provider(settings.issuer, {
    clients: [{ client_id: settings.clientId, client_secret: settings.clientSecret, redirect_uris: [...redirectUris] }],
    claims: { openid: ['sub'], profile: ['name', 'preferred_username'], email: ['email', 'email_verified'] },
    findAccount: (_context, sub) => ({ accountId: sub, claims: () => ({ sub, ...people.get(sub) }) }),
    // The user is not asked whether the app may know their name.
    async loadExistingGrant({ oidc }) {
      const grant = new oidc.provider.Grant({ clientId: oidc.client?.clientId, accountId: oidc.session?.accountId })
      grant.addOIDCScope('openid profile email')
      await grant.save()
      return grant
    },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    features: { devInteractions: { enabled: false } },
    pkce: { required: () => true },
    cookies: { keys: ['of the tests'] },
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kid: 'one', alg: 'RS256', use: 'sig' }] },
    ttl: { AccessToken: 600, AuthorizationCode: 60, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
  })
}

/** The page to sign in, and its answer. */
async function interact(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== 'POST') {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(`<!doctype html><title>Sign in</title>
      <form method="post"><label>Name <input name="login"></label><button>Sign in</button><button name="cancel" value="yes">Cancel</button></form>`)
    return
  }
  const form = new URLSearchParams(await text(request))
  const accountId = form.get('login') ?? ''
  const result = form.has('cancel') ? { error: 'access_denied' } : { login: { accountId } }
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false })
}

async function listen(server: Server, port: number): Promise<void> {
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}

/** A browser that signs in at the provider. It keeps cookies, as a browser does: a second sign-in asks nothing. */
export class OidcBrowser {
  private readonly cookies = new Map<string, string>()

  /**
   * Opens the address of `begin` and signs in as this person.
   * @param login the subject; null presses Cancel
   * @returns the address to which the provider sends the browser back
   */
  async signIn(url: string, login: string | null): Promise<URL> {
    const { origin } = new URL(url)
    let next = new URL(url)
    for (let steps = 0; steps < 10; steps++) {
      if (next.origin !== origin) return next
      const isForm = INTERACTION.test(next.pathname)
      const body = new URLSearchParams(login === null ? { cancel: 'yes' } : { login })
      const response = await fetch(next, {
        redirect: 'manual',
        headers: { cookie: this.header() },
        ...isForm && { method: 'POST', body },
      })
      this.keep(response.headers.getSetCookie())
      const location = response.headers.get('location')
      if (location === null) throw new Error(`The provider answered ${response.status}: ${await response.text()}`)
      next = new URL(location, next)
    }
    throw new Error('The provider redirects for ever.')
  }

  private header(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  private keep(cookies: readonly string[]): void {
    for (const cookie of cookies) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
      if (value === '') this.cookies.delete(name)
      else this.cookies.set(name, value)
    }
  }
}
