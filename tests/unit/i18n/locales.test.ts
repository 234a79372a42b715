import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { ERROR_CODES } from '#shared/schemas/frames'

const ROOT = new URL('../../../', import.meta.url)
const folderOf = (part: string) => new URL(`i18n/${part}/`, ROOT)

function filesBelow(folder: string): string[] {
  const path = fileURLToPath(new URL(folder, ROOT))
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter(name => /\.(ts|vue)$/.test(name)).map(name => `${path}/${name}`)
}

function flatten(value: unknown, path = ''): [string, string][] {
  if (typeof value !== 'object' || value === null) {
    return [[path, String(value)]]
  }
  return Object.entries(value).flatMap(([key, child]) => flatten(child, path ? `${path}.${key}` : key))
}

/** The texts of one part, by file. The chat waits for `locales`, all that lies beside it for `screens` too. */
function textsOf(part: string) {
  const folder = folderOf(part)
  return readdirSync(folder).map(file => ({
    part,
    file,
    texts: new Map(flatten(JSON.parse(readFileSync(new URL(file, folder), 'utf8')))),
  }))
}

const locales = textsOf('locales')
const screens = textsOf('screens')
const englishOf = (part: string) =>
  [...locales, ...screens].find(one => one.part === part && one.file === 'en.json')?.texts ?? new Map<string, string>()
/** Values that a language may leave out: Chinese writes no room into the empty field. */
const OPTIONAL = new Set(['composer.placeholder'])
const placeholders = (text: string) => [...new Set(text.match(/\{\w+\}/g))].sort()

describe.each([...locales, ...screens])('$part/$file', ({ part, texts }) => {
  const english = englishOf(part)

  it('has each text of the English one, and no other', () => {
    expect([...texts.keys()].sort()).toEqual([...english.keys()].sort())
  })

  it('fills in the same values', () => {
    for (const [key, text] of texts) {
      if (!OPTIONAL.has(key)) expect(placeholders(text), key).toEqual(placeholders(english.get(key) ?? ''))
    }
  })
})

describe.each(locales)('$file', ({ texts }) => {
  it('has words for every error of the server', () => {
    expect(ERROR_CODES.filter(code => !texts.get(`error.${code}`))).toEqual([])
  })
})

/** The code of the page in one text. */
const CODE = ['components', 'composables', 'pages', 'plugins'].flatMap(filesBelow)
  .concat(fileURLToPath(new URL('app.vue', ROOT)), fileURLToPath(new URL('error.vue', ROOT)))
  .map(path => readFileSync(path, 'utf8')).join('\n')

/** Whether code names a text: whole, or by its beginning with a value behind it. */
function isNamed(key: string): boolean {
  const beginnings = [...key.matchAll(/[._]/g)].map(({ index }) => key.slice(0, index + 1))
  return CODE.includes(`'${key}'`) || CODE.includes(`"${key}"`) || beginnings.some(it => CODE.includes(`${it}\${`))
}

describe('the code of the page', () => {
  it.each(['locales', 'screens'])('names each text of %s', (part) => {
    expect([...englishOf(part).keys()].filter(key => !isNamed(key))).toEqual([])
  })
})
