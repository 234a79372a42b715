// @ts-check
// Not execa: `npm test` runs this before it installs the packages (see run.mjs).
import { spawnSync } from 'node:child_process'
import { onPath } from './on-path.mjs'

/** The headless shell needs two thirds of Chromium's time for the same page. Playwright itself uses it too. */
const NAMES = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/**
 * Ubuntu's `chromium-browser` may be a stub that only names a snap, so its version is queried.
 * @param {string} file
 */
function works(file) {
  const { status, stdout } = spawnSync(file, ['--version'], { encoding: 'utf8', timeout: 20_000 })
  return status === 0 && /\d+\.\d+/.test(stdout)
}

/**
 * The system's Chromium or Chrome.
 * @returns {string | undefined} its path
 */
export function systemChromium() {
  return NAMES.map(name => onPath(name)).find(file => file !== undefined && works(file))
}
