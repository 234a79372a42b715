// @ts-check
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../../scripts/lib/paths.mjs'
import { installBench } from './install.mjs'

/**
 * @typedef {{ name: string, alt: string, spec: object }} Plot `name` of the file, and a Vega-Lite specification
 * @typedef {{ text: string, plots?: readonly Plot[] }} Section a part's results, as Markdown
 */

const DOCUMENT = join(ROOT, 'docs', 'benchmarks.md')
const IMAGES = join(ROOT, 'docs', 'images')

/**
 * Puts the text between the part's markers; without markers, at the end under its own heading.
 * @param {string} document
 * @param {string} name
 * @param {string} text
 */
export function replaceSection(document, name, text) {
  const [open, close] = [`<!-- bench:${name} -->`, `<!-- /bench:${name} -->`]
  const [from, to] = [document.indexOf(open), document.indexOf(close)]
  if (from === -1 && to === -1) return `${document.trimEnd()}\n\n## ${name}\n\n${open}\n${text}\n${close}\n`
  if (from === -1 || to < from) {
    throw new Error(`docs/benchmarks.md needs both markers ${open} and ${close}, in this order. Restore them.`)
  }
  return `${document.slice(0, from + open.length)}\n${text}\n${document.slice(to)}`
}

/**
 * Writes a section into docs/benchmarks.md, and its plots beside it.
 * @param {string} name of the part
 * @param {string} heading command, time and machine
 * @param {Section} section
 */
export async function writeSection(name, heading, { text, plots = [] }) {
  installBench()
  const { draw } = await import('./draw.mjs')
  mkdirSync(IMAGES, { recursive: true })
  for (const plot of plots) writeFileSync(join(IMAGES, `bench-${plot.name}.svg`), `${await draw(plot.spec)}\n`)
  const images = plots.map(plot => `![${plot.alt}](images/bench-${plot.name}.svg)`)
  writeFileSync(DOCUMENT, replaceSection(readFileSync(DOCUMENT, 'utf8'), name, [heading, ...images, text].join('\n\n')))
}
