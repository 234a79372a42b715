import { describe, expect, it } from 'vitest'
import { parseOidcProviders } from '../../../../../server/platform/config/oidc-providers'

const WORK = {
  id: 'work',
  name: 'Work account',
  issuer: 'https://login.example.org/realms/a',
  clientId: 'parley',
  clientSecret: 'hunter2',
}

describe('OIDC_PROVIDERS', () => {
  it('lists providers, with scopes for a name and a mail address', () => {
    expect(parseOidcProviders(JSON.stringify([WORK]))).toEqual([{ ...WORK, scopes: ['openid', 'profile', 'email'] }])
    expect(
      parseOidcProviders(
        JSON.stringify([
          { ...WORK, scopes: ['openid'] },
          { ...WORK, id: 'home' },
        ]),
      ),
    ).toHaveLength(2)
    expect(parseOidcProviders('[]')).toEqual([])
  })

  it.each<[string, unknown, string]>([
    ['an object', WORK, 'The list is wrong'],
    ['a provider without a secret', [{ ...WORK, clientSecret: undefined }], '"0.clientSecret" is wrong'],
    ['an empty name', [{ ...WORK, name: ' ' }], '"0.name" must not be empty.'],
    [
      'an id that is no part of an address',
      [{ ...WORK, id: 'Work account' }],
      '"0.id" must have 1 to 32 lower-case letters',
    ],
    [
      'an issuer without a scheme',
      [{ ...WORK, issuer: 'login.example.org' }],
      '"0.issuer" must be an address that begins with https://',
    ],
    ['an issuer of another scheme', [{ ...WORK, issuer: 'file:///etc/passwd' }], '"0.issuer" must be'],
    ['an issuer with a query', [{ ...WORK, issuer: 'https://login.example.org?a=b' }], 'without "?"'],
    ['scopes without openid', [{ ...WORK, scopes: ['email'] }], '"0.scopes" must include "openid".'],
    ['a misspelt key', [{ ...WORK, clientid: 'parley' }], 'clientid'],
    ['an id twice', [WORK, WORK], 'must not contain an "id" twice.'],
  ])('is refused for %s, with the place and the remedy', (_what, value, words) => {
    expect(() => parseOidcProviders(JSON.stringify(value))).toThrow(words)
    expect(() => parseOidcProviders(JSON.stringify(value))).toThrow('Use [{"id":"work"')
    expect(() => parseOidcProviders(JSON.stringify(value))).not.toThrow('hunter2')
  })

  it('is refused when it is no JSON, and its value is not shown', () => {
    expect(() => parseOidcProviders('hunter2')).toThrow('The value is no JSON.')
    expect(() => parseOidcProviders('hunter2')).not.toThrow('hunter2')
  })
})
