// @ts-check
import { spawnSync } from 'node:child_process'
import { onPath } from './on-path.mjs'

/** The shell is Chromium without its windows, which needs two thirds of the time for the same page. It is also what Playwright itself downloads and uses. */
const NAMES = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/**
 * Ubuntu's `chromium-browser` may be a stub that only says which snap to install, so the program is asked for its version.
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
