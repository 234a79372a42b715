import type { Page } from '@playwright/test'
import { expect, expectAccessible } from './fixtures'
import { expectFits } from './layout'

const PHONE = { width: 390, height: 844 }
const DESKTOP = { width: 1280, height: 800 }

/** The page's ground, as the reader sees it. */
export function isDark(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const [red = 255] = getComputedStyle(document.body).backgroundColor.match(/\d+/g)?.map(Number) ?? []
    return red < 128
  })
}

/**
 * Fails when something does not fit, or when axe finds something, in the light or the dark theme.
 * In the dark theme only colours differ, so axe looks at nothing else there.
 */
export async function expectGoodInBothThemes(page: Page, { darkContrast = true } = {}): Promise<void> {
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme })
    await expect.poll(() => isDark(page)).toBe(colorScheme === 'dark')
    await expectFits(page)
    if (colorScheme === 'light') await expectAccessible(page)
    else if (darkContrast) await expectAccessible(page, ['color-contrast'])
  }
}

/** The same in a window of a desktop; and on a phone everything fits. */
export async function expectGoodEverywhere(page: Page): Promise<void> {
  await page.setViewportSize(PHONE)
  await expectFits(page)
  await page.setViewportSize(DESKTOP)
  await expectGoodInBothThemes(page)
}
