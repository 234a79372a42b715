import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const ROOT = new URL('../../../', import.meta.url)

/** A longer line hides in a diff which sentence changed. */
const COLUMNS_MAX = 120

const filesIn = (folder: string, ending: string) =>
  readdirSync(new URL(folder, ROOT)).filter(name => name.endsWith(ending)).map(name => folder + name)

/** All of this repository. */
const DOCUMENTS = ['', 'client/', 'docs/'].flatMap(folder => filesIn(folder, '.md'))

const linesOf = (document: string) => readFileSync(new URL(document, ROOT), 'utf8').split('\n')

/** The row of a table, and a picture or link that has the line for itself. */
const UNBREAKABLE = /^(?:\||!?\[.*\)$)/

/** The lines that a person wrote as sentences: no code, and nothing that can't be broken. */
function proseOf(document: string): string[] {
  let isCode = false
  return linesOf(document).filter((line) => {
    const isFence = line.trimStart().startsWith('```')
    if (isFence) isCode = !isCode
    return !isFence && !isCode && !UNBREAKABLE.test(line)
  })
}

describe('a line of the documentation', () => {
  it.each(DOCUMENTS)('has at most 120 columns in %s', (document) => {
    expect(linesOf(document).filter(line => line.length > COLUMNS_MAX && !UNBREAKABLE.test(line))).toEqual([])
  })

  it.each(DOCUMENTS)('has no aside between dashes in %s', (document) => {
    expect(proseOf(document).filter(line => line.includes('—'))).toEqual([])
  })
})

// Lint reads those of components only.
describe('a line of a style sheet', () => {
  it.each(filesIn('assets/css/', '.css'))('has at most 120 columns in %s', (sheet) => {
    expect(linesOf(sheet).filter(line => line.length > COLUMNS_MAX)).toEqual([])
  })
})
