import { describe, expect, it } from 'vitest'
import { originAllowed } from '../../../../../server/utils/security/origin'

const HOST = 'chat.example.org:3000'

describe('the origin of a request', () => {
  it.each([
    ['none, as scripts send', null, true],
    ['the site itself', 'http://chat.example.org:3000', true],
    ['the site behind a proxy that speaks https', 'https://chat.example.org:3000', true],
    ['one that the operator listed', 'https://shop.example.org', true],
    ['another port', 'http://chat.example.org:4000', false],
    ['another host', 'http://evil.example', false],
    ['a host that begins alike', 'http://chat.example.org:3000.evil.example', false],
    ['a listed one with another scheme', 'http://shop.example.org', false],
    ['a listed one as a part', 'https://shop.example.org.evil.example', false],
    ['a sandboxed page', 'null', false],
    ['another scheme', 'ftp://chat.example.org:3000', false],
    ['garbage', 'chat.example.org:3000', false],
  ])('is judged exactly: %s', (_case, origin, allowed) => {
    expect(originAllowed(origin, HOST, ['https://shop.example.org'])).toBe(allowed)
  })
})
