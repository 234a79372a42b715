// @ts-check

/** DevTools' "slow 3G": 400 kbit/s both ways, and 400 ms until an answer begins. */
const SLOW_3G = { offline: false, latency: 400, downloadThroughput: 400_000 / 8, uploadThroughput: 400_000 / 8 }

const PATIENCE_MS = 60_000

/**
 * Runs in the page in each animation frame: records when the page first has its styles, and when it first shows a
 * message. Only the page's own style sheet lays the header out in a row.
 */
function watchFrames() {
  /** @type {{ styledMs?: number, messageMs?: number }} */
  const seen = {}
  Object.assign(globalThis, { seen })
  const look = () => {
    const header = document.querySelector('.header')
    if (header && getComputedStyle(header).display === 'flex') seen.styledMs ??= performance.now()
    if (document.querySelector('.list [data-anchor], [data-first-rows] > p')?.getClientRects().length)
      seen.messageMs ??= performance.now()
    if (seen.messageMs === undefined) requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
}

/**
 * Opens the page over a slow line, as a new visitor with empty caches. Chromium's own emulation slows the requests of a
 * page, but not the opening of connections.
 * @param {import('playwright-core').Browser} browser
 * @param {string} url
 * @returns {Promise<{ styledMs: number, messageMs: number, bytes: number }>} times since the navigation began; bytes
 *   received until the first message
 */
export async function openSlowly(browser, url) {
  const context = await browser.newContext({ locale: 'en-US', viewport: { width: 390, height: 844 } })
  const page = await context.newPage()
  const session = await context.newCDPSession(page)
  await session.send('Network.enable')
  await session.send('Network.emulateNetworkConditions', SLOW_3G)
  let bytes = 0
  session.on('Network.dataReceived', ({ encodedDataLength }) => void (bytes += encodedDataLength))
  await page.addInitScript(watchFrames)
  await page.goto(url, { waitUntil: 'commit', timeout: PATIENCE_MS })
  await page.waitForFunction(
    () => 'seen' in globalThis && /** @type {any} */ (globalThis).seen.messageMs !== undefined,
    undefined,
    { timeout: PATIENCE_MS },
  )
  const { styledMs, messageMs } = await page.evaluate(() => /** @type {any} */ (globalThis).seen)
  await context.close()
  return { styledMs, messageMs, bytes }
}
