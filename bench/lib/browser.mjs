// @ts-check
import { statSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { chromium } from 'playwright-core'
import { systemChromium } from '../../scripts/lib/chromium.mjs'
import { ROOT } from '../../scripts/lib/paths.mjs'

const PUBLIC = join(ROOT, '.output', 'public')

/** Prefetched files of a page arrive within this time. */
const SETTLE_MS = 3000

/** The browser of the end-to-end tests. */
export function launch() {
  return chromium.launch({
    executablePath: systemChromium(),
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

/**
 * Opens the page as a new visitor, and lists the scripts that it requested.
 * @param {import('playwright-core').Browser} browser
 * @param {string} url
 * @returns {Promise<{ file: string, gzipBytes: number }[]>} sizes of the compressed files that the server sends to
 *   browsers
 */
export async function firstPageScripts(browser, url) {
  const context = await browser.newContext({ locale: 'en-US' })
  const page = await context.newPage()
  /** @type {Set<string>} */
  const files = new Set()
  page.on('request', (request) => {
    const { pathname } = new URL(request.url())
    if (pathname.endsWith('.js')) files.add(pathname)
  })
  await page.goto(url, { waitUntil: 'networkidle' })
  await page.waitForTimeout(SETTLE_MS)
  await context.close()
  return [...files].map(file => ({ file, gzipBytes: statSync(join(PUBLIC, `${file}.gz`)).size }))
}

/**
 * Visits the page several times, one after the other, each with a new browser profile and a WebSocket.
 * @param {import('playwright-core').Browser} browser
 * @param {string} url
 * @param {number} count
 */
export async function viewPages(browser, url, count) {
  for (let i = 0; i < count; i++) {
    const context = await browser.newContext({ locale: 'en-US' })
    const page = await context.newPage()
    await page.goto(url, { waitUntil: 'networkidle' })
    await context.close()
  }
}
