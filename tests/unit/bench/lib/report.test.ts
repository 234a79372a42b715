import { describe, expect, it } from 'vitest'
import { replaceSection } from '../../../../bench/lib/report.mjs'

const DOCUMENT
  = '# Benchmarks\n\n## a\n\nby hand\n\n<!-- bench:a -->\nold\n<!-- /bench:a -->\n\n## b\n\n<!-- bench:b -->\n<!-- /bench:b -->\n'

describe('the written report', () => {
  it('replaces what is between the markers of a part, and nothing else', () => {
    expect(replaceSection(DOCUMENT, 'a', 'new')).toBe(DOCUMENT.replace('old', 'new'))
  })

  it('gives the same document when it is written a second time', () => {
    const once = replaceSection(DOCUMENT, 'b', 'first')
    expect(replaceSection(replaceSection(once, 'b', 'second'), 'b', 'first')).toBe(once)
  })

  it('puts a part without markers at the end, under a heading', () => {
    expect(replaceSection(DOCUMENT, 'c', 'new')).toBe(`${DOCUMENT}\n## c\n\n<!-- bench:c -->\nnew\n<!-- /bench:c -->\n`)
  })

  it('takes the text as it is, whatever signs it has', () => {
    expect(replaceSection(DOCUMENT, 'a', '$& $1 $$')).toContain('\n$& $1 $$\n')
  })

  it('refuses a document with half a marker instead of losing what follows', () => {
    expect(() => replaceSection(DOCUMENT.replace('<!-- /bench:a -->', ''), 'a', 'new')).toThrow(/markers/)
  })
})
