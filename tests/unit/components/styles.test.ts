import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const files = [
  'app.vue', 'error.vue', 'assets/css/base.css',
  ...['components', 'pages'].flatMap(folder =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.vue'))
      .map(file => join(folder, file))),
]

/** The lines of a file's styles, each with its place. */
function styleLines(file: string): { at: string, text: string }[] {
  let isStyle = file.endsWith('.css')
  return readFileSync(file, 'utf8').split('\n').flatMap((text, index) => {
    if (text.startsWith('<style')) isStyle = true
    if (text === '</style>') isStyle = false
    return isStyle ? [{ at: `${file}:${index + 1} ${text.trim()}`, text }] : []
  })
}

const lines = files.flatMap(styleLines)
/** A media query can't read a token, and a hairline has one width. */
const isFree = (text: string) => /^\s*@|^\s*\/?\*/.test(text)
const found = (pattern: RegExp) => lines.filter(({ text }) => !isFree(text) && pattern.test(text)).map(({ at }) => at)

describe('styles', () => {
  it('are looked at', () => expect(lines.length).toBeGreaterThan(1_000))

  it('take sizes from assets/css/tokens.css', () => {
    expect(found(/(?<![\w.-])(?!-?[01]px)-?[\d.]+px/)).toEqual([])
  })

  it('take colours from there, too', () => {
    expect(found(/#[\da-f]{3,8}\b|\b(?:rgb|hsl|oklch)a?\(/i)).toEqual([])
  })
})
