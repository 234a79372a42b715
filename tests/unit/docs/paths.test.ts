import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const ROOT = new URL('../../../', import.meta.url)

/** Files and folders of the repository, as documents write them: a path between backticks. */
const PATH = /`((?:client|components|composables|docs|pages|scripts|server|shared|tests)\/[\w./[\]-]*)`/g

/** Layers of the server, which documents name without `server/`. */
const LAYER_PATH = /`((?:platform|core|access|domain|app)\/[\w./-]*)`/g

describe('a path in the documentation', () => {
  it.each([
    'CONTRIBUTING.md', 'docs/architecture.md', 'docs/tour.md', 'docs/extending.md', 'docs/security.md',
  ])('exists: %s', (document) => {
    const text = readFileSync(new URL(document, ROOT), 'utf8')
    const paths = [
      ...[...text.matchAll(PATH)].map(([, path = '']) => path),
      ...[...text.matchAll(LAYER_PATH)].map(([, path = '']) => `server/${path}`),
    ]
    expect(paths.filter(path => !path.includes('NAME') && !existsSync(new URL(path, ROOT)))).toEqual([])
  })
})
