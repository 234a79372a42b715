import { describe, expect, it } from 'vitest'
import { redirectUri } from '../../../../../../server/domain/people/oidc/redirect-uri'

const PATH = '/sign-in/work/callback'

describe('the address to which a provider sends a browser back', () => {
  it.each([
    ['that of the request, without PUBLIC_ORIGIN', [], 'http://192.168.0.2:3000', 'http://192.168.0.2:3000'],
    [
      'the public one behind a proxy that takes https',
      ['https://chat.example.org'],
      'http://chat.example.org',
      'https://chat.example.org',
    ],
    [
      'the public one when the proxy hides the host',
      ['https://chat.example.org'],
      'http://127.0.0.1:3000',
      'https://chat.example.org',
    ],
    [
      'the one of several that the person uses',
      ['https://a.example', 'https://b.example'],
      'http://b.example',
      'https://b.example',
    ],
    [
      'the first of several for an unknown host',
      ['https://a.example', 'https://b.example'],
      'http://evil.example',
      'https://a.example',
    ],
  ])('the redirect address of a provider is %s', (_what, origins, requested, origin) => {
    expect(redirectUri(origins, requested, PATH)).toBe(`${origin}${PATH}`)
  })
})
