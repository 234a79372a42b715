// @ts-check
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The repository. All scripts work in it, whatever the current folder. */
export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..')

/** What `npm start` runs: the built server. */
export const SERVER_ENTRY = join(ROOT, '.output', 'server', 'index.mjs')

/**
 * An installed package's command.
 * @param {string} name
 */
export function bin(name) {
  return join(ROOT, 'node_modules', '.bin', name)
}
