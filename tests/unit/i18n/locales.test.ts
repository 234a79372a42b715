import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ERROR_CODES } from '#shared/schemas/frames'

const folder = new URL('../../../i18n/locales/', import.meta.url)

function flatten(value: unknown, path = ''): [string, string][] {
  if (typeof value !== 'object' || value === null) {
    return [[path, String(value)]]
  }
  return Object.entries(value).flatMap(([key, child]) => flatten(child, path ? `${path}.${key}` : key))
}

const locales = readdirSync(folder).map(file => ({ file, texts: new Map(flatten(JSON.parse(readFileSync(new URL(file, folder), 'utf8')))) }))
const english = locales.find(({ file }) => file === 'en.json')?.texts ?? new Map<string, string>()
/** Values that a language may leave out: Chinese writes no room into the empty field. */
const OPTIONAL = new Set(['composer.placeholder'])
const placeholders = (text: string) => [...new Set(text.match(/\{\w+\}/g))].sort()

describe.each(locales)('$file', ({ texts }) => {
  it('has each text of the English one, and no other', () => {
    expect([...texts.keys()].sort()).toEqual([...english.keys()].sort())
  })

  it('fills in the same values', () => {
    for (const [key, text] of texts) {
      if (!OPTIONAL.has(key)) expect(placeholders(text), key).toEqual(placeholders(english.get(key) ?? ''))
    }
  })

  it('has words for every error of the server', () => {
    expect(ERROR_CODES.filter(code => !texts.get(`error.${code}`))).toEqual([])
  })
})
