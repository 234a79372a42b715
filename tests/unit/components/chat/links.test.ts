import { find } from 'linkifyjs'
import { describe, expect, it } from 'vitest'
import { mayHoldLink, segmentsOf } from '~/components/chat/links'

const segments = (text: string) => segmentsOf(text, find)
const links = (text: string) => segments(text).flatMap(({ text: shown, href }) => href === null ? [] : [shown])
const hrefs = (text: string) => segments(text).flatMap(({ href }) => href ?? [])
const whole = (text: string) => segments(text).map(segment => segment.text).join('')

describe('links in a message', () => {
  it('are addresses of pages and of mail, and the text stays as it was', () => {
    const text = 'See https://example.com/a?b=1#c, www.example.org or write to ada@example.com.'
    expect(links(text)).toEqual(['https://example.com/a?b=1#c', 'www.example.org', 'ada@example.com'])
    expect(hrefs(text)).toEqual(['https://example.com/a?b=1#c', 'https://www.example.org/', 'mailto:ada@example.com'])
    expect(whole(text)).toBe(text)
  })

  it.each([
    'javascript:alert(1)', 'data:text/html,<script>alert(1)</script>', 'vbscript:msgbox(1)', 'file:///etc/passwd',
    'ftp://example.com/file', '<img src=x onerror=alert(1)>', 'README.md', 'start.sh', 'file.zip', 'done.in',
    'example.com', 'example.com/a', 'main.rs:12', '3.14', 'e.g.this', 'a.example，b.example', 'https://', 'www.',
    'https://paypal.com@evil.example/x', 'https://user:pass@evil.example/', '@ada', 'a@b',
  ])('are none in %s', (text) => {
    expect(links(text)).toEqual([])
    expect(whole(text)).toBe(text)
  })

  it.each([
    ['看 https://a.example，谢谢', ['https://a.example']],
    ['https://a.example、https://b.example', ['https://a.example', 'https://b.example']],
    ['https://a.example？', ['https://a.example']],
    ['https://a.example。', ['https://a.example']],
    ['https://a.example/x！真的', ['https://a.example/x']],
    ['https://a.example/x；https://b.example/y：好', ['https://a.example/x', 'https://b.example/y']],
    ['（https://a.example/x）', ['https://a.example/x']],
    ['【https://a.example/x】', ['https://a.example/x']],
    ['《https://a.example/x》', ['https://a.example/x']],
    ['「https://a.example/x」', ['https://a.example/x']],
    ['“https://a.example/x”', ['https://a.example/x']],
    ['https://a.example/x…', ['https://a.example/x']],
    ['https://a.example/x——好', ['https://a.example/x']],
    ['https://a.example/x～', ['https://a.example/x']],
    ['https://a.example/x　好', ['https://a.example/x']],
    ['请看https://a.example谢谢', ['https://a.example']],
    ['请看https://a.example:8080谢谢', ['https://a.example:8080']],
    ['请看www.a.com谢谢', ['www.a.com']],
    ['邮箱ada@example.com，谢谢', ['ada@example.com']],
    ['https://bank.comノlogin.evil.example/', ['https://bank.com']],
    ['https://zh.wikipedia.org/wiki/中文', ['https://zh.wikipedia.org/wiki/中文']],
    ['https://例子.测试/路径', ['https://例子.测试/路径']],
    ['(https://a.example/x)', ['https://a.example/x']],
    ['https://a.example/a_(b)', ['https://a.example/a_(b)']],
    ['http://localhost:3000/x and http://10.0.0.1/y', ['http://localhost:3000/x', 'http://10.0.0.1/y']],
  ])('end where the address ends: %s', (text, expected) => {
    expect(links(text)).toEqual(expected)
    expect(whole(text)).toBe(text)
  })

  it.each([
    ['a turn of direction', 'https://example.com/\u202Egpj.exe', 'https://example.com/%E2%80%AEgpj.exe'],
    ['a character that nobody sees', 'https://example.com/a\u200Bb', 'https://example.com/a%E2%80%8Bb'],
    ['a Cyrillic letter among Latin ones', 'https://аpple.com/', 'https://xn--pple-43d.com/'],
    ['a host all Cyrillic that reads as Latin', 'https://соса.com/', 'https://xn--80a1aib.com/'],
    ['a Greek letter among Latin ones', 'https://gοοgle.com/', 'https://xn--ggle-0nda.com/'],
    ['a sign that looks like a slash', 'https://bankノlogin.evil.example/', 'https://xn--banklogin-j74h.evil.example/'],
    ['full-width letters', 'https://ｅｖｉｌ.example/', 'https://evil.example/'],
    ['a dotless letter', 'https://wıkıpedia.org', 'https://xn--wkpedia-rfbb.org/'],
  ])('links in a message with %s are shown as the address they lead to', (_case, text, expected) => {
    expect(links(text)).toEqual([expected])
    expect(hrefs(text)).toEqual([expected])
  })

  it.each([
    'https://münchen.de/', 'https://例子.测试/', 'https://президент.рф/', 'https://ドメイン名例.jp/', 'https://한국.kr/',
    'https://موقع.وزارة-الاتصالات.مصر/',
  ])(
    'links in a message of honest foreign hosts are shown as they were typed: %s', (text) => {
      expect(links(text)).toEqual([text])
    })

  it('keep line breaks and what stands around them', () => {
    expect(segments('a\nhttps://example.com\nb')).toEqual([
      { text: 'a\n', href: null },
      { text: 'https://example.com', href: 'https://example.com/' },
      { text: '\nb', href: null },
    ])
  })

  it('never come from a text for which the finder is not even loaded', () => {
    for (const text of ['Good morning! 你好', 'README.md and start.sh', 'example.com'])
      expect(mayHoldLink(text)).toBe(false)
    for (const text of ['HTTPS://EXAMPLE.COM', 'WWW.EXAMPLE.COM', 'ada@example.com'])
      expect(mayHoldLink(text)).toBe(true)
  })
})
