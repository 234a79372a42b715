// @ts-check
import { existsSync } from 'node:fs'
import { aptInstall } from './apt.mjs'
import { systemChromium } from './chromium.mjs'
import { systemFirefox } from './firefox.mjs'
import { onPath } from './on-path.mjs'
import { bin } from './paths.mjs'
import { findPostgres } from './postgres.mjs'
import { run } from './run.mjs'
import { systemWebKit, WEBKIT_EXISTS } from './webkit.mjs'

/**
 * A program that the tests need and npm does not have. `apt` names its packages, the best first; systems differ.
 * @typedef {{ name: string, apt: readonly string[], find: () => Promise<boolean>, get?: () => Promise<boolean>,
 *   remedy: string }} Tool
 */

function hasPostgres() {
  return findPostgres('initdb') !== undefined && findPostgres('postgres') !== undefined
}

async function hasChromium() {
  if (systemChromium()) return true
  const { chromium } = await import('playwright-core')
  return existsSync(chromium.executablePath())
}

/** WebKit needs a display, and a server has none: Xvfb provides one. @type {readonly Tool[]} */
const WEBKIT = [
  {
    name: 'WebKit',
    apt: ['webkit2gtk-driver'],
    find: async () => systemWebKit() !== undefined,
    remedy: 'Install WebKitGTK with its driver (Debian and Ubuntu: apt-get install webkit2gtk-driver).',
  },
  {
    name: 'Xvfb',
    apt: ['xvfb'],
    find: async () => onPath('Xvfb') !== undefined,
    remedy: 'Install Xvfb (Debian and Ubuntu: apt-get install xvfb).',
  },
]

/** @type {readonly Tool[]} */
const TOOLS = [
  {
    name: 'Chromium',
    apt: ['chromium-headless-shell', 'chromium'],
    find: hasChromium,
    get: async () =>
      (await run(bin('playwright'), ['install', 'chromium'], { show: true, timeoutMs: 600_000 })).code === 0,
    remedy:
      'Install Chromium or Chrome (Debian: apt-get install chromium), or run: npx playwright install --with-deps chromium',
  },
  {
    name: 'Firefox',
    apt: ['firefox-esr'],
    find: async () => systemFirefox() !== undefined,
    remedy: 'Install Firefox (Debian: apt-get install firefox-esr; elsewhere: https://www.mozilla.org/firefox).',
  },
  ...(WEBKIT_EXISTS ? WEBKIT : []),
  {
    name: 'redis-server',
    apt: ['redis-server'],
    find: async () => onPath('redis-server') !== undefined,
    remedy:
      'Install Redis (Debian and Ubuntu: apt-get install redis-server; macOS: brew install redis). It need not run: the tests start their own.',
  },
  {
    name: 'the PostgreSQL server',
    apt: ['postgresql'],
    find: async () => hasPostgres(),
    remedy:
      'Install PostgreSQL (Debian and Ubuntu: apt-get install postgresql; macOS: brew install postgresql@16). It need not run: the tests start their own.',
  },
]

/** @param {Tool} tool */
async function ensure(tool) {
  if (await tool.find()) return true
  for (const name of tool.apt) {
    if (await aptInstall(name) && await tool.find()) return true
  }
  return tool.get !== undefined && await tool.get() && await tool.find()
}

/**
 * Installs the missing programs of the tests with apt, if this user may.
 * @returns {Promise<readonly string[]>} a sentence for each one that is still missing
 */
export async function ensureTestTools() {
  const missing = []
  for (const tool of TOOLS) {
    if (!await ensure(tool)) missing.push(`${tool.name} is missing and could not be installed. ${tool.remedy}`)
  }
  return missing
}
