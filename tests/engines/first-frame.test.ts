import { describe, expect } from 'vitest'
import type { EnginePage } from './support/engine'
import { evaluate } from './support/evaluate'
import { expectConnected, open } from './support/chat-page'
import { ENGINES } from './support/engines'
import { test } from './support/test'

const LOGO_MAX_PX = 64

/** The style sheets that the page has by now, and where its fixed parts stand. */
function look(page: EnginePage) {
  return evaluate(page, () => {
    const box = (selector: string) => {
      const { x, y, width, height } = document.querySelector(selector)?.getBoundingClientRect() ?? new DOMRect()
      return [x, y, width, height].map(Math.round)
    }
    return {
      sheets: [...document.styleSheets].flatMap(({ href }) => href ?? []).toSorted(),
      header: box('header'),
      logo: box('header svg'),
      title: box('h1'),
      form: box('form'),
    }
  })
}

const painted = (page: EnginePage) => evaluate(page, () => performance.getEntriesByType('paint').length > 0)

function linkedSheets(page: EnginePage): Promise<number> {
  return evaluate(page, () => document.querySelectorAll('link[rel="stylesheet"]').length)
}

describe.each(ENGINES)('in %s', (engine) => {
  test('the first frame has all styles, however late style sheets and scripts come', async ({ front, visit }) => {
    const { page } = await visit(engine)
    const [styles, scripts] = [front.hold(/\.css$/), front.hold(/\.js$/)]
    await open(page, front.url)
    const linked = await linkedSheets(page)
    await expect.poll(() => styles.asked.length).toBe(linked)
    // Without its styles it paints nothing yet: the links stand in the way.
    expect(await painted(page)).toBe(false)

    styles.release()
    await expect.poll(() => painted(page), { timeout: 20_000 }).toBe(true)
    const first = await look(page)
    expect(Math.max(...first.logo.slice(2))).toBeLessThanOrEqual(LOGO_MAX_PX)

    scripts.release()
    await expectConnected(page)
    // Parts that are not visible yet come when the page is idle, with style sheets of their own.
    const { sheets, ...later } = await look(page)
    const { sheets: early, ...shown } = first
    expect(later).toEqual(shown)
    expect(sheets).toEqual(expect.arrayContaining(early))
  })

  test('the logo is no larger than an icon where no style sheet can be had', async ({ front, visit }) => {
    const { page } = await visit(engine)
    const scripts = front.hold(/\.js$/)
    await open(page, front.url)
    await evaluate(page, () => {
      for (const sheet of document.querySelectorAll('link[rel="stylesheet"], style')) sheet.remove()
    })
    const { logo } = await look(page)
    expect(logo[2]).toBeGreaterThan(0)
    expect(Math.max(...logo.slice(2))).toBeLessThanOrEqual(LOGO_MAX_PX)
    scripts.release()
  })
})
