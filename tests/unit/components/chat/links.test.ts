import { find } from 'linkifyjs'
import { describe, expect, it } from 'vitest'
import { mayHoldLink, segmentsOf } from '~/components/chat/links'

const segments = (text: string) => segmentsOf(text, find(text, { defaultProtocol: 'https' }))
const links = (text: string) => segments(text).flatMap(({ href }) => href ?? [])

describe('links in a message', () => {
  it('finds addresses of pages and of mail, and leaves the text as it was', () => {
    const text = 'See https://example.com/a?b=1#c, www.example.org or write to ada@example.com.'
    expect(links(text)).toEqual(['https://example.com/a?b=1#c', 'https://www.example.org', 'mailto:ada@example.com'])
    expect(segments(text).map(segment => segment.text).join('')).toBe(text)
  })

  it.each([
    'javascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:msgbox(1)',
    'file:///etc/passwd',
    'ftp://example.com/file',
    '<img src=x onerror=alert(1)>',
  ])('makes no link of %s', (text) => {
    expect(links(text).filter(href => !href.startsWith('https://') && !href.startsWith('mailto:'))).toEqual([])
    expect(segments(text).map(segment => segment.text).join('')).toBe(text)
  })

  it('refuses a protocol that the finder let through', () => {
    expect(segmentsOf('click me', [{ start: 0, end: 5, href: 'javascript:alert(1)' }])).toEqual([{ text: 'click me', href: null }])
  })

  it('keeps line breaks and what stands around a link', () => {
    expect(segments('a\nhttps://example.com\nb')).toEqual([
      { text: 'a\n', href: null }, { text: 'https://example.com', href: 'https://example.com' }, { text: '\nb', href: null },
    ])
  })

  it('knows a text that needs no finder', () => {
    expect(mayHoldLink('Good morning! 你好')).toBe(false)
    expect(mayHoldLink('example.com')).toBe(true)
  })
})
