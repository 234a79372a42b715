import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { OidcProviders } from '../../../../../../server/domain/people/oidc/oidc-providers'
import type { SignInState } from '../../../../../../server/domain/people/oidc/sign-in-state'
import { ParleyError } from '../../../../../../server/platform/errors/parley-error'
import { freePort } from '../../../../../support/free-port'
import { startLyingProvider, type Lie, type LyingProvider } from '../../../../../support/lying-oidc-provider'
import { OidcBrowser, startOidcProvider, type TestOidcProvider } from '../../../../../support/oidc-provider'

const CALLBACK = 'http://127.0.0.1:3000/sign-in/work/callback'

const refused = (promise: Promise<unknown>) => promise.then(value => value, (error: unknown) => error)

describe('a sign-in by a real provider', () => {
  let provider: TestOidcProvider
  let providers: OidcProviders

  beforeAll(async () => {
    provider = await startOidcProvider([CALLBACK])
    provider.people.set('ada-1', {
      name: 'Ada Lovelace',
      preferred_username: 'ada',
      email: 'ada@example.org',
      email_verified: true,
    })
    providers = new OidcProviders([provider.settings])
  })

  afterAll(() => provider.stop())

  it('says who signed in, and hands back what the caller carried', async () => {
    const { url, state } = await providers.begin('work', CALLBACK, { invite: 'abc' })
    const answer = await new OidcBrowser().signIn(url, 'ada-1')
    expect(await providers.finish('work', state, answer.search)).toEqual({
      issuer: provider.settings.issuer,
      subject: 'ada-1',
      name: 'Ada Lovelace',
      username: 'ada',
      email: 'ada@example.org',
      emailVerified: true,
    })
    expect(state.carry).toEqual({ invite: 'abc' })
  })

  it('needs neither a name nor a mail address', async () => {
    const { url, state } = await providers.begin('work', CALLBACK)
    const answer = await new OidcBrowser().signIn(url, 'nameless')
    expect(await providers.finish('work', state, answer.search)).toEqual({
      issuer: provider.settings.issuer,
      subject: 'nameless',
      emailVerified: false,
    })
  })

  it('proves with PKCE, state and nonce that the browser is the one that began', async () => {
    const { url, state } = await providers.begin('work', CALLBACK)
    const asked = Object.fromEntries(new URL(url).searchParams)
    expect(asked).toMatchObject({
      code_challenge_method: 'S256',
      state: state.state,
      nonce: state.nonce,
      redirect_uri: CALLBACK,
      scope: 'openid profile email',
      response_type: 'code',
    })
    expect(url).not.toContain(state.codeVerifier)
    const other = (await providers.begin('work', CALLBACK)).state
    expect(
      new Set([state.state, other.state, state.nonce, other.nonce, state.codeVerifier, other.codeVerifier]).size,
    ).toBe(6)
  })

  it('is refused when the code is used twice', async () => {
    const { url, state } = await providers.begin('work', CALLBACK)
    const answer = await new OidcBrowser().signIn(url, 'ada-1')
    await providers.finish('work', state, answer.search)
    expect(await refused(providers.finish('work', state, answer.search))).toMatchObject({
      code: 'unauthorized',
      message: expect.stringContaining('used already'),
    })
  })

  it.each<[string, (mine: SignInState, others: SignInState) => SignInState | null]>([
    ['no cookie', () => null],
    ['the cookie of another sign-in', (_mine, others) => others],
    ['the code verifier of another sign-in', (mine, others) => ({ ...mine, codeVerifier: others.codeVerifier })],
    ['the nonce of another sign-in', (mine, others) => ({ ...mine, nonce: others.nonce })],
    ['the cookie of another provider', mine => ({ ...mine, provider: 'other' })],
    ['a cookie of eleven minutes ago', mine => ({ ...mine, at: mine.at - 11 * 60_000 })],
  ])('is refused in a browser with %s', async (_what, stateOf) => {
    const mine = await providers.begin('work', CALLBACK)
    const others = await providers.begin('work', CALLBACK)
    const answer = await new OidcBrowser().signIn(mine.url, 'ada-1')
    const error = await refused(providers.finish('work', stateOf(mine.state, others.state), answer.search))
    expect(error).toBeInstanceOf(ParleyError)
    expect(error).toMatchObject({ code: 'unauthorized', message: expect.stringContaining('Sign in again.') })
  })

  it('is no trouble when the person presses Cancel', async () => {
    const { url, state } = await providers.begin('work', CALLBACK)
    const answer = await new OidcBrowser().signIn(url, null)
    expect(await refused(providers.finish('work', state, answer.search))).toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining('cancelled'),
    })
  })

  it.each([
    '', '?', '?code=x', '?state=x&code=x', '?error=access_denied', '?code=%00',
  ])('is refused for an answer that nobody sent (%s)', async (query) => {
    const { state } = await providers.begin('work', CALLBACK)
    expect(await refused(providers.finish('work', state, query))).toMatchObject({ code: 'unauthorized' })
  })

  it('is refused when the code is invented', async () => {
    const { state } = await providers.begin('work', CALLBACK)
    const query = new URLSearchParams({ code: 'x', state: state.state, iss: provider.settings.issuer })
    expect(await refused(providers.finish('work', state, `?${query}`))).toMatchObject({ code: 'unauthorized' })
  })

  it('is refused when another provider answers in its place', async () => {
    const { url, state } = await providers.begin('work', CALLBACK)
    const answer = await new OidcBrowser().signIn(url, 'ada-1')
    answer.searchParams.set('iss', 'https://evil.example')
    expect(await refused(providers.finish('work', state, answer.search))).toMatchObject({
      code: 'unauthorized',
      message: expect.stringContaining('could not be verified'),
    })
  })

  it('names the operator\'s mistake when the provider does not know this chat', async () => {
    const wrong = new OidcProviders([{ ...provider.settings, clientSecret: 'an old secret' }])
    const { url, state } = await wrong.begin('work', CALLBACK)
    const answer = await new OidcBrowser().signIn(url, 'ada-1')
    expect(await refused(wrong.finish('work', state, answer.search))).toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('OIDC_PROVIDERS'),
    })
  })
})

describe('the list of providers', () => {
  it('holds nothing secret', () => {
    const providers = new OidcProviders([
      {
        id: 'work',
        name: 'Work account',
        issuer: 'https://login.example.org',
        clientId: 'parley',
        clientSecret: 'hunter2',
        scopes: ['openid'],
      },
    ])
    expect(providers.list()).toEqual([{ id: 'work', name: 'Work account' }])
  })

  it('knows no others', async () => {
    expect(await refused(new OidcProviders([]).begin('work', CALLBACK))).toMatchObject({ code: 'not_found' })
    expect(await refused(new OidcProviders([]).finish('work', null, ''))).toMatchObject({ code: 'not_found' })
  })
})

describe('a provider that is down', () => {
  it('is reported to the user, and used as soon as it is up', async () => {
    const port = await freePort()
    const settings = {
      id: 'work',
      name: 'Work account',
      issuer: `http://127.0.0.1:${port}`,
      clientId: 'parley',
      clientSecret: 'a secret of the tests',
      scopes: ['openid'],
    }
    const providers = new OidcProviders([settings])
    expect(await refused(providers.begin('work', CALLBACK))).toMatchObject({
      code: 'unavailable',
      retryAfterMs: 5_000,
      message: expect.stringContaining('can\'t be reached'),
    })
    const provider = await startOidcProvider([CALLBACK], port)
    const { url, state } = await providers.begin('work', CALLBACK)
    const answer = await new OidcBrowser().signIn(url, 'ada-1')
    expect(await providers.finish('work', state, answer.search)).toMatchObject({ subject: 'ada-1' })
    await provider.stop()
    expect(await refused(providers.finish('work', state, answer.search))).toMatchObject({ code: 'unavailable' })
  })
})

describe('an answer of a provider', () => {
  let liar: LyingProvider

  beforeAll(async () => {
    liar = await startLyingProvider()
  })

  afterAll(() => liar.stop())

  /** A sign-in whose answer is honest except for this. */
  async function signIn(lie: Lie): Promise<unknown> {
    const providers = new OidcProviders([liar.settings])
    liar.lie = { metadata: lie.metadata }
    const { state } = await providers.begin('liar', CALLBACK)
    liar.lie = lie
    liar.nonce = state.nonce
    return refused(providers.finish('liar', state, `?${new URLSearchParams({ code: 'a code', state: state.state })}`))
  }

  const now = () => Math.floor(Date.now() / 1_000)

  it('an answer of a provider that is honest is accepted', async () => {
    expect(await signIn({})).toEqual({
      issuer: liar.settings.issuer,
      subject: 'ada',
      name: 'Ada',
      emailVerified: false,
    })
  })

  it.each<[string, () => Lie]>([
    ['a clock that is 25 s late', () => ({ claims: { iat: now() - 625, exp: now() - 25 } })],
    ['a clock that is 25 s early', () => ({ claims: { iat: now() + 25, nbf: now() + 25, exp: now() + 625 } })],
    [
      'a mail address that is not verified',
      () => ({ userInfo: { sub: 'ada', name: 'Ada', email: 'ada@example.org', email_verified: 'true' } }),
    ],
    [
      'two audiences, and ours as the one it was made for',
      () => ({ claims: { aud: ['parley', 'other'], azp: 'parley' } }),
    ],
  ])('an answer of a provider with %s is accepted', async (_what, lie) => {
    expect(await signIn(lie())).toMatchObject({ subject: 'ada', emailVerified: false })
  })

  it.each<[string, () => Lie]>([
    ['a signature of somebody else', () => ({ signedBy: 'stranger' })],
    ['no signature', () => ({ signedBy: 'nobody' })],
    ['a signature made with the client secret', () => ({ signedBy: 'client secret' })],
    ['a signature made with the public key', () => ({ signedBy: 'public key' })],
    ['another audience', () => ({ claims: { aud: 'another app' } })],
    ['two audiences, made for the other', () => ({ claims: { aud: ['parley', 'other'], azp: 'other' } })],
    ['no audience', () => ({ claims: { aud: undefined } })],
    ['another issuer', () => ({ claims: { iss: 'https://login.example.org' } })],
    ['no nonce', () => ({ claims: { nonce: undefined } })],
    ['another nonce', () => ({ claims: { nonce: 'of another sign-in' } })],
    ['an end that is past', () => ({ claims: { iat: now() - 700, exp: now() - 60 } })],
    ['no end', () => ({ claims: { exp: undefined } })],
    ['a beginning in five minutes', () => ({ claims: { nbf: now() + 300 } })],
    ['no subject', () => ({ claims: { sub: undefined } })],
    ['an empty subject', () => ({ claims: { sub: '' } })],
    ['a subject that is a number', () => ({ claims: { sub: 1 } })],
    ['no ID token', () => ({ answer: { status: 200, body: { access_token: 'a token', token_type: 'Bearer' } } })],
    [
      'an ID token that is none',
      () => ({ answer: { status: 200, body: { access_token: 'a token', token_type: 'Bearer', id_token: 'a.b' } } }),
    ],
    ['a subject of 300 characters', () => ({ claims: { sub: 'a'.repeat(300) } })],
    ['no JSON object', () => ({ answer: { status: 200, body: null } })],
    ['a description of somebody else', () => ({ userInfo: { sub: 'eve', name: 'Eve' } })],
  ])('an answer of a provider with %s is refused', async (_what, lie) => {
    const error = await signIn(lie())
    expect(error).toBeInstanceOf(ParleyError)
    expect(error).toMatchObject({
      code: 'unauthorized',
      message: 'The answer of Liar could not be verified. Sign in again.',
    })
  })

  it.each<[string, Lie]>([
    ['an error of the server', { answer: { status: 500, body: {} } }],
    ['a page of a proxy', { answer: { status: 502, body: 'Bad Gateway' } }],
    ['an error of OAuth', { answer: { status: 400, body: { error: 'temporarily_unavailable' } } }],
  ])('an answer of a provider with %s is reported as trouble of the provider', async (_what, lie) => {
    expect(await signIn(lie)).toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('Try again in a moment.'),
    })
  })

  it('is not asked for when the provider calls itself otherwise', async () => {
    liar.lie = { metadata: { issuer: 'https://login.example.org' } }
    expect(await refused(new OidcProviders([liar.settings]).begin('liar', CALLBACK))).toMatchObject({
      code: 'unauthorized',
    })
  })

  it('is asked for without reading again what the provider says about itself, for an hour', async () => {
    let time = Date.now()
    const providers = new OidcProviders([liar.settings], () => time)
    const reads = () => liar.asked.filter(path => path.startsWith('/.well-known/')).length
    liar.lie = {}
    const before = reads()
    await Promise.all([providers.begin('liar', CALLBACK), providers.begin('liar', CALLBACK)])
    await providers.begin('liar', CALLBACK)
    expect(reads() - before).toBe(1)
    time += 61 * 60_000
    await providers.begin('liar', CALLBACK)
    expect(reads() - before).toBe(2)
    liar.lie = { metadata: { issuer: 'broken' } }
    time += 61 * 60_000
    expect(await providers.begin('liar', CALLBACK)).toHaveProperty('url')
  })
})
