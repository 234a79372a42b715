import type { Page } from '@playwright/test'
import { composer, expectConnected, log, menuButton, openMenu, say, takeName } from './chat'
import { expect, test } from './fixtures'
import { expectFits } from './layout'

interface Box { readonly x: number, readonly y: number, readonly width: number, readonly height: number }

/** Whether two boxes have no more than their edges in common. */
const areApart = (a: Box, b: Box) =>
  a.x + a.width <= b.x + 1 || b.x + b.width <= a.x + 1 || a.y + a.height <= b.y + 1 || b.y + b.height <= a.y + 1

/** Fails where two of these parts of the page lie over each other. */
async function expectApart(page: Page): Promise<void> {
  // Vant's row of tabs goes on below its visible part, so a tab stands for it.
  const parts = [page.locator('header'), page.getByRole('tab').first(), log(page), page.locator('form')]
  const boxes = await Promise.all(parts.map(part => part.boundingBox()))
  const overlaps = boxes.flatMap((a, index) => boxes.slice(index + 1)
    .filter(b => a === null || b === null || !areApart(a, b))
    .map(b => [a, b]))
  expect(overlaps, 'parts that lie over each other, or are not shown').toEqual([])
}

for (const width of [320, 390, 1280]) {
  for (const locale of ['en-US', 'zh-CN'] as const) {
    test(`text of twice the size is whole and readable in a window of ${width} px (${locale})`, async ({ person }) => {
      const language = locale === 'zh-CN' ? 'zh' : 'en'
      const page = await person('Ann', { path: null, locale, viewport: { width, height: 800 } })
      // What the reader's own setting of a larger font does.
      await page.addInitScript(() => {
        const sheet = new CSSStyleSheet()
        sheet.replaceSync(':root { font-size: 200%; }')
        document.adoptedStyleSheets.push(sheet)
      })
      await page.goto('/')
      await expectConnected(page)
      await expectFits(page)
      await takeName(page, 'Ann', language)
      await say(page, 'hello', language)
      await expectFits(page)
      await expectApart(page)
      await expect(menuButton(page)).toBeInViewport({ ratio: 1 })
      // The words in the empty field are one line, and not cut.
      const field = composer(page, language)
      expect(
        await field.evaluate(
          element => element.clientHeight >= Number.parseFloat(getComputedStyle(element).fontSize) * 1.4,
        ),
      ).toBe(true)
      await openMenu(page, language)
      await expectFits(page)
    })
  }
}
