// @ts-check
// Not execa: `npm test` runs this before it installs the packages (see run.mjs).
import { spawnSync } from 'node:child_process'
import { onPath } from './on-path.mjs'

const NAMES = ['firefox-esr', 'firefox']
const FOLDERS = ['/Applications/Firefox.app/Contents/MacOS', 'C:\\Program Files\\Mozilla Firefox']

/**
 * Ubuntu's `firefox` may be a stub that only names a snap, so its version is queried.
 * @param {string} file
 */
function works(file) {
  const { status, stdout } = spawnSync(file, ['--version'], { encoding: 'utf8', timeout: 20_000 })
  return status === 0 && /Firefox \d+/.test(stdout)
}

/**
 * The system's Firefox.
 * @returns {string | undefined} its path
 */
export function systemFirefox() {
  return NAMES.flatMap(name => [onPath(name), onPath(name, FOLDERS)]).find(file => file !== undefined && works(file))
}
