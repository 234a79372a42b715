import type { BrowserContext, Page } from '@playwright/test'

const CUT = 'test-cut-sockets'

/**
 * Lets the tests break the sockets of a page. Playwright's `setOffline` reports the page as offline and refuses new
 * connections, but leaves the ones that stand, and a page rightly goes on with those.
 */
export async function makeSocketsCuttable(context: BrowserContext): Promise<void> {
  await context.addInitScript((cut) => {
    window.WebSocket = class extends WebSocket {
      constructor(url: string | URL, protocols?: string | string[]) {
        super(url, protocols)
        addEventListener(cut, () => {
          if (this.readyState === WebSocket.CLOSED) return
          this.close()
          // At once, as a break is: the handshake of a close has no line to go over, and takes as long as it likes.
          this.dispatchEvent(new CloseEvent('close', { code: 1006 }))
        })
      }
    }
  }, CUT)
}

/**
 * Takes the network from all pages of this person: what stands breaks, and nothing new comes about. When this resolves
 * they know it.
 */
export async function goOffline(page: Page): Promise<void> {
  // The page fetches parts of its program when it is idle.
  await page.waitForLoadState('networkidle')
  await page.context().setOffline(true)
  for (const one of page.context().pages()) await one.evaluate(cut => void dispatchEvent(new Event(cut)), CUT)
}

export async function goOnline(page: Page): Promise<void> {
  await page.context().setOffline(false)
}
