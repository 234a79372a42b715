import { describe, expect, it } from 'vitest'
import { originAllowed } from '../../../../../server/platform/http/origin'

const HOST = 'chat.example.org:3000'

describe('the origin of a request', () => {
  it.each([
    ['none, as scripts send', null, true],
    ['the site itself', 'http://chat.example.org:3000', true],
    ['the site behind a proxy that speaks https', 'https://chat.example.org:3000', true],
    ['another port', 'http://chat.example.org:4000', false],
    ['another host', 'http://evil.example', false],
    ['a host that begins alike', 'http://chat.example.org:3000.evil.example', false],
    ['a sandboxed page', 'null', false],
    ['another scheme', 'ftp://chat.example.org:3000', false],
    ['garbage', 'chat.example.org:3000', false],
  ])('is judged exactly where no origin is listed: %s', (_case, origin, allowed) => {
    expect(originAllowed(origin, HOST, [])).toBe(allowed)
  })

  it.each([
    ['https://chat.example', 'chat.example:443'],
    ['http://chat.example', 'chat.example:80'],
    ['https://chat.example:443', 'chat.example'],
    ['https://chat.example', 'CHAT.Example'],
    ['https://Chat.example', 'chat.example:443'],
    ['http://[::1]:3000', '[0:0:0:0:0:0:0:1]:3000'],
  ])('is the site\'s own whatever the case and the default port: %s of %s', (origin, host) => {
    expect(originAllowed(origin, host, [])).toBe(true)
  })

  it.each([
    ['https://chat.example', 'chat.example:80'],
    ['http://chat.example', 'chat.example:443'],
    ['https://chat.example', 'chat.example:444'],
    ['https://chat.example', ''],
    ['https://chat.example', 'chat.example/path:443@'],
  ])('is foreign where the port is another: %s of %s', (origin, host) => {
    expect(originAllowed(origin, host, [])).toBe(false)
  })

  it.each([
    ['one that is listed', 'https://shop.example.org', 'chat.example.org', true],
    ['a listed one in capitals and with its port', 'https://SHOP.example.org:443', 'chat.example.org', true],
    ['a listed one with another scheme', 'http://shop.example.org', 'chat.example.org', false],
    ['a listed one as a part', 'https://shop.example.org.evil.example', 'chat.example.org', false],
    ['a stranger\'s name that was pointed here', 'http://evil.example', 'evil.example', false],
    ['a stranger\'s name that contains an address', 'http://10.0.0.5.evil.example', '10.0.0.5.evil.example', false],
    ['a stranger\'s name that ends like a local one', 'http://a.evillan', 'a.evillan', false],
    ['an address of the local network', 'http://10.0.0.5:3000', '10.0.0.5:3000', true],
    ['an IPv6 address', 'http://[fd00::5]:3000', '[fd00::5]:3000', true],
    ['localhost', 'http://localhost:3000', 'localhost:3000', true],
    ['a name without a dot', 'http://chatbox:3000', 'chatbox:3000', true],
    ['a name of the local network', 'http://chat.local', 'chat.local', true],
    ['a name that only contains local', 'http://chat.local.evil.example', 'chat.local.evil.example', false],
  ])('is, where some are listed, let in only if it is listed or local: %s', (_case, origin, host, allowed) => {
    expect(originAllowed(origin, host, ['https://shop.example.org'])).toBe(allowed)
  })
})
