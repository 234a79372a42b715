import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const ROOT = new URL('../../../', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, ROOT), 'utf8')

/** Points of a list that name a file of tests and one sentence of it or several. A point may go on in the next line. */
const proofs = read('docs/guarantees.md').replaceAll('\n  ', ' ').split('\n').flatMap((line) => {
  const [, file, rest = ''] = /^- `(tests\/[\w./-]+)`: (.*)$/.exec(line) ?? []
  const sentences = [...rest.matchAll(/"([^"]+)"/g)].map(([, sentence = '']) => sentence)
  return file === undefined ? [] : sentences.map(sentence => ({ file, sentence }))
})

describe('docs/guarantees.md', () => {
  it('names a test for every promise', () => {
    const promises = read('docs/guarantees.md').split(/^### /m).slice(1).map(part => part.split(/^## /m)[0] ?? '')
    expect(promises.filter(promise => !/^- `tests\//m.test(promise)).map(promise => promise.split('\n')[0])).toEqual([])
  })

  it.each(proofs)('names a test that exists: $file "$sentence"', ({ file, sentence }) => {
    expect(read(file).replaceAll('\\\'', '\'')).toContain(sentence)
  })
})
