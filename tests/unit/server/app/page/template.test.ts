import { describe, expect, it } from 'vitest'
import type { Visitor } from '#shared/schemas/http'
import { cutPage, fillPage } from '../../../../../server/app/page/template'

const HTML = '<head><script nonce="N0">1</script></head><body><p>hello</p><script nonce="N0">2</script></body></html>'
const HEADERS: [string, string][] = [
  ['Content-Security-Policy', 'script-src \'nonce-N0\''],
  ['content-type', 'text/html'],
  ['Set-Cookie', 'a=b'],
  ['Content-Length', '3'],
]
const of = (id: string, name: string): Visitor => ({ session: { user: { id, name }, named: true }, latest: null })

describe('a kept page', () => {
  it('gets the nonce of each answer, in the page and in the header', () => {
    const template = cutPage(HTML, HEADERS)
    for (const nonce of ['one', 'two']) {
      const { html, headers } = fillPage(template, nonce, { session: null, latest: null })
      expect(html.match(/nonce="[^"]*"/g)).toEqual([`nonce="${nonce}"`, `nonce="${nonce}"`])
      expect(headers.get('content-security-policy')).toBe(`script-src 'nonce-${nonce}'`)
      expect(html).not.toContain('N0')
    }
  })

  it('keeps no cookie of the render, and nothing of one visitor for the next', () => {
    const template = cutPage(HTML, HEADERS)
    const ada = fillPage(template, 'one', of('u_ada', 'Ada'))
    const bob = fillPage(template, 'two', of('u_bob', 'Bob'))
    expect([...ada.headers.keys()]).toEqual(['content-security-policy', 'content-type'])
    expect(ada.html).toContain('u_ada')
    expect(bob.html).toContain('u_bob')
    expect(bob.html).not.toContain('Ada')
  })

  it('holds a name that looks like the end of the element', () => {
    const name = '</script><script>alert(1)</script>'
    const { html } = fillPage(cutPage(HTML, HEADERS), 'one', of('u', name))
    expect(html).not.toContain('alert(1)</script>')
    const [, json = ''] = /id="visitor">(.*?)<\/script>/.exec(html) ?? []
    expect(JSON.parse(json)).toEqual(of('u', name))
  })

  it('is refused without a nonce, which would send it without its protection', () => {
    expect(() => cutPage(HTML, [['content-type', 'text/html']])).toThrow('no nonce')
    expect(() => cutPage('<p>', HEADERS)).toThrow('</body>')
  })
})
