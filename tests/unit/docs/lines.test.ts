import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const ROOT = new URL('../../../', import.meta.url)

/** A longer line hides in a diff which sentence changed. */
const COLUMNS_MAX = 120

const DOCUMENTS = [
  'README.md',
  'CONTRIBUTING.md',
  'client/README.md',
  ...readdirSync(new URL('docs/', ROOT)).filter(name => name.endsWith('.md')).map(name => `docs/${name}`),
]

/** Tables, links on a line of their own, and the proofs of docs/guarantees.md, which a test reads line by line. */
const UNBREAKABLE = /^(?:\||!?\[|- `tests\/)/

/** The lines that a person wrote as sentences: no code, and nothing that can't be broken. */
function proseOf(document: string): string[] {
  let isCode = false
  return readFileSync(new URL(document, ROOT), 'utf8').split('\n').filter((line) => {
    const isFence = line.trimStart().startsWith('```')
    if (isFence) isCode = !isCode
    return !isFence && !isCode && !UNBREAKABLE.test(line)
  })
}

describe('a line of the documentation', () => {
  it.each(DOCUMENTS)('has at most 120 columns in %s', (document) => {
    expect(proseOf(document).filter(line => line.length > COLUMNS_MAX)).toEqual([])
  })

  it.each(DOCUMENTS)('has no aside between dashes in %s', (document) => {
    expect(proseOf(document).filter(line => line.includes('—'))).toEqual([])
  })
})
