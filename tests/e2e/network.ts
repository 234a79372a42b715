import type { BrowserContext, Page } from '@playwright/test'

const CUT = 'test-cut-sockets'

/**
 * Lets the tests break the sockets of a page. Playwright's `setOffline` tells the page that it is offline and refuses new connections, but
 * leaves the ones that stand, and a page rightly goes on with those.
 */
export async function makeSocketsCuttable(context: BrowserContext): Promise<void> {
  await context.addInitScript((cut) => {
    window.WebSocket = class extends WebSocket {
      constructor(url: string | URL, protocols?: string | string[]) {
        super(url, protocols)
        addEventListener(cut, (event) => {
          if (this.readyState === WebSocket.CLOSED || !(event instanceof CustomEvent)) return
          const { detail: closings } = event as CustomEvent<Promise<unknown>[]>
          closings.push(new Promise(resolve => this.addEventListener('close', resolve)))
          this.close()
        })
      }
    }
  }, CUT)
}

/** Takes the network from all pages of this person: what stands breaks, and nothing new comes about. Resolves when the pages know of it. */
export async function goOffline(page: Page): Promise<void> {
  await page.context().setOffline(true)
  for (const one of page.context().pages()) {
    await one.evaluate(async (cut) => {
      const closings: Promise<unknown>[] = []
      dispatchEvent(new CustomEvent(cut, { detail: closings }))
      await Promise.all(closings)
    }, CUT)
  }
}

export async function goOnline(page: Page): Promise<void> {
  await page.context().setOffline(false)
}
