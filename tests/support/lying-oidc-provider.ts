import { createHmac, createSign, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { freePort } from './free-port'
import type { OidcProviderSettings } from '../../server/platform/config/oidc-providers'

/** How an answer differs from an honest one. */
export interface Lie {
  /** Claims of the ID token that replace the honest ones; undefined leaves one out. */
  readonly claims?: Readonly<Record<string, unknown>>
  readonly signedBy?: 'provider' | 'stranger' | 'nobody' | 'client secret' | 'public key'
  /** What the token endpoint answers instead. */
  readonly answer?: { readonly status: number, readonly body: unknown }
  /** What the provider says about the person on request. */
  readonly userInfo?: Readonly<Record<string, unknown>>
  /** Entries of the provider's description of itself that replace the honest ones. */
  readonly metadata?: Readonly<Record<string, unknown>>
}

/** A provider that says whatever a test wants. It has no page to sign in. */
export interface LyingProvider {
  readonly settings: OidcProviderSettings
  lie: Lie
  /** The nonce of the sign-in, which an honest provider repeats. */
  nonce: string
  /** Paths that were asked for. */
  readonly asked: string[]
  stop(): Promise<void>
}

const provider = generateKeyPairSync('rsa', { modulusLength: 2048 })
const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 })

export async function startLyingProvider(): Promise<LyingProvider> {
  const port = await freePort()
  const issuer = `http://127.0.0.1:${port}`
  const settings = {
    id: 'liar',
    name: 'Liar',
    issuer,
    clientId: 'parley',
    clientSecret: 'a secret of the tests',
    scopes: ['openid'],
  }
  const asked: string[] = []
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', issuer)
    asked.push(pathname)
    answer(liar, pathname, response)
  })
  const liar: LyingProvider = {
    settings,
    lie: {},
    nonce: '',
    asked,
    stop: () => new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    }),
  }
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return liar
}

function answer({ settings, lie, nonce }: LyingProvider, path: string, response: ServerResponse): void {
  const { issuer } = settings
  const json = (status: number, body: unknown) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  if (path === '/.well-known/openid-configuration') {
    json(200, {
      issuer,
      authorization_endpoint: `${issuer}/auth`,
      token_endpoint: `${issuer}/token`,
      userinfo_endpoint: `${issuer}/me`,
      jwks_uri: `${issuer}/jwks`,
      id_token_signing_alg_values_supported: ['RS256', 'HS256', 'none'],
      ...lie.metadata,
    })
  }
  else if (path === '/jwks')
    json(200, { keys: [{ ...provider.publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'RS256', use: 'sig' }] })
  else if (path === '/me') json(200, lie.userInfo ?? { sub: 'ada', name: 'Ada' })
  else if (path === '/token' && lie.answer) json(lie.answer.status, lie.answer.body)
  else if (path === '/token')
    json(200, { access_token: 'a token', token_type: 'Bearer', id_token: idToken(settings, lie, nonce) })
  else json(404, {})
}

function idToken(
  { issuer, clientId, clientSecret }: OidcProviderSettings,
  { claims, signedBy = 'provider' }: Lie,
  nonce: string,
): string {
  const now = Math.floor(Date.now() / 1_000)
  const alg = {
    'provider': 'RS256',
    'stranger': 'RS256',
    'nobody': 'none',
    'client secret': 'HS256',
    'public key': 'HS256',
  }[signedBy]
  const honest = { iss: issuer, sub: 'ada', aud: clientId, nonce, iat: now, exp: now + 600 }
  const signed = [
    { alg, kid: 'one', typ: 'JWT' },
    { ...honest, ...claims },
  ]
    .map(part => base64(JSON.stringify(part)))
    .join('.')
  return `${signed}.${signature(signed, signedBy, clientSecret)}`
}

function signature(signed: string, signedBy: NonNullable<Lie['signedBy']>, clientSecret: string): string {
  const rsa = (key: KeyObject) => createSign('sha256').update(signed).sign(key, 'base64url')
  const hmac = (key: string | Buffer) => createHmac('sha256', key).update(signed).digest('base64url')
  switch (signedBy) {
    case 'provider': return rsa(provider.privateKey)
    case 'stranger': return rsa(stranger.privateKey)
    case 'nobody': return ''
    case 'client secret': return hmac(clientSecret)
    case 'public key': return hmac(provider.publicKey.export({ type: 'spki', format: 'pem' }))
  }
}

function base64(value: string): string {
  return Buffer.from(value).toString('base64url')
}
