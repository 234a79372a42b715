import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8')

/** The words in quotes behind this name, on its line. */
function wordsOf(path: string, name: string): string[] {
  const line = read(path).split('\n').find(one => one.includes(name)) ?? ''
  return [...line.matchAll(/'([\w-]+)'/g)].map(([, word = '']) => word)
}

const [, addresses = ''] = read('docs/architecture.md').split('### Addresses')

describe('the addresses in docs/architecture.md', () => {
  it.each(wordsOf('composables/useAddress.ts', 'type PanelName ='))('name the panel %s', (panel) => {
    expect(addresses).toContain(`?panel=${panel}\``)
  })

  it.each(wordsOf('composables/useDialog.ts', 'const DIALOGS ='))('name the dialog %s', (dialog) => {
    expect(addresses).toMatch(new RegExp(`dialog=.*\\b${dialog}\``))
  })
})
