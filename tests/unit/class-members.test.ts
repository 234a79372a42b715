import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { expect, it } from 'vitest'

/** Kysely calls these of a dialect, and prom-client the first. */
const CALLED_BY_LIBRARIES = new Set([
  'getForPromString', 'streamQuery', 'beginTransaction', 'commitTransaction', 'rollbackTransaction',
  'releaseConnection', 'supportsTransactionalDdl',
])

const listed = ['server', 'client', 'shared', 'composables', 'components', 'pages', 'plugins'].flatMap(folder => (
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(file => /\.(ts|vue)$/.test(file))
    .map(file => join(folder, file))
))

/** Every name in the sources, and how often. */
function countNames(texts: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const text of texts) {
    for (const [name] of text.matchAll(/[A-Za-z_$][\w$]*/g)) counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return counts
}

/** Members of the classes of a file that other files may use. */
function membersOf(file: string, text: string): string[] {
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isClassDeclaration(node)) {
      for (const member of node.members) {
        if (member.name && ts.isIdentifier(member.name)) found.push(member.name.text)
      }
    }
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest))
  return found
}

/** Without comments, which name members, too. */
function codeOf(text: string): string {
  return text.replace(/\/\*[^]*?\*\/|(^|\s)\/\/.*$/gm, ' ')
}

// knip finds exports that nothing uses, and no longer members of classes.
it('a member of a class is used somewhere outside the tests', () => {
  const sources = listed.map(file => ({ file, text: codeOf(readFileSync(file, 'utf8')) }))
  const counts = countNames(sources.map(({ text }) => text))
  const members = sources.filter(({ file }) => file.endsWith('.ts')).flatMap(({ file, text }) => (
    membersOf(file, text).map(name => ({ file, name }))
  ))
  expect(members.length).toBeGreaterThan(100)
  const unused = members.filter(({ name }) => counts.get(name) === 1 && !CALLED_BY_LIBRARIES.has(name))
  expect(unused).toEqual([])
}, 60_000)
