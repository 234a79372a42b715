import { expect, type Page } from '@playwright/test'
import * as z from 'zod'

const shiftsSchema = z.array(z.object({ value: z.number(), parts: z.array(z.string()), inLog: z.boolean() }))

/** Visible parts that stick out of the window to a side, or whose text is cut without an ellipsis, each in words. */
export function misfits(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = []
    const name = (element: Element) =>
      `<${element.tagName.toLowerCase()} class="${element.getAttribute('class') ?? ''}"> ${(element.textContent ?? '').trim().slice(0, 40)}`
    const visible = (element: Element) =>
      element.checkVisibility({ visibilityProperty: true }) && !element.closest('.sr-only')
    const { scrollWidth, clientWidth } = document.documentElement
    if (scrollWidth > clientWidth) found.push(`The page is ${scrollWidth} px wide in a window of ${clientWidth} px.`)

    for (const element of document.querySelectorAll('body *')) {
      if (!(element instanceof HTMLElement) || !visible(element)) continue
      const { left, right, top, bottom, width, height } = element.getBoundingClientRect()
      if (width === 0 || height === 0 || bottom <= 0 || top >= innerHeight) continue
      const holdsText = [...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.nodeValue?.trim())
      const control = element.matches('button, input, textarea, a, [role="tab"]')
      if ((holdsText || control) && (left < -0.5 || right > innerWidth + 0.5))
        found.push(`Outside of the window: ${name(element)}`)

      const { overflowX, overflowY, textOverflow, clipPath } = getComputedStyle(element)
      // A field moves its own text with the cursor, so a long name in it is not lost.
      if (clipPath !== 'none' || element.matches('input')) continue
      const wide = element.scrollWidth - element.clientWidth
      const high = element.scrollHeight - element.clientHeight
      if (wide > 1 && /hidden|clip/.test(overflowX) && textOverflow !== 'ellipsis')
        found.push(`Cut by ${wide} px in width: ${name(element)}`)
      if (high > 2 && /hidden|clip/.test(overflowY) && holdsText && textOverflow !== 'ellipsis')
        found.push(`Cut by ${high} px in height: ${name(element)}`)
      if (wide > 1 && /auto|scroll/.test(overflowX)) found.push(`Scrolls sideways: ${name(element)}`)
    }
    return found
  })
}

/** Fails when the page scrolls sideways, or when something on it is cut or out of sight. */
export async function expectFits(page: Page): Promise<void> {
  await expect.poll(() => misfits(page), 'what does not fit on the page').toEqual([])
}

/** A layout shift that no click or key explains: how much of the window moved how far, and what moved. */
export interface Shift {
  readonly value: number
  readonly parts: readonly string[]
  /** Only lines of the list moved. */
  readonly inLog: boolean
}

/**
 * Watches layout shifts from now on. To be called before the page is opened. Gives those since the page was (re)loaded.
 */
export async function watchShifts(page: Page): Promise<() => Promise<readonly Shift[]>> {
  await page.addInitScript(() => {
    const shifts: Shift[] = []
    Reflect.set(window, 'layoutShifts', shifts)
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        if (Reflect.get(entry, 'hadRecentInput') === true) continue
        const sources: unknown = Reflect.get(entry, 'sources')
        const nodes = Array.isArray(sources)
          ? sources.map((source: object): unknown => Reflect.get(source, 'node'))
          : []
        const elements = nodes
          .map(node => node instanceof Text ? node.parentElement : node)
          .filter(node => node instanceof Element)
        shifts.push({
          value: Number(Reflect.get(entry, 'value')),
          parts: elements.map(
            element => `<${element.tagName.toLowerCase()} class="${element.getAttribute('class') ?? ''}">`,
          ),
          inLog: elements.length > 0 && elements.every(element => element.closest('[role="log"]')),
        })
      }
    }).observe({ type: 'layout-shift', buffered: true })
  })
  return async () => shiftsSchema.parse(await page.evaluate(() => Reflect.get(window, 'layoutShifts')))
}

/** Fails when more than a hundredth of the window moved without a click or a key. */
export function expectStill(shifts: readonly Shift[]): void {
  const sum = shifts.reduce((total, { value }) => total + value, 0)
  expect(sum, shifts.map(({ value, parts }) => `${value.toFixed(4)}: ${parts.join(', ')}`).join('\n')).toBeLessThan(
    0.01,
  )
}
