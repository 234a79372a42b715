import type { Page } from '@playwright/test'
import { ROOM_1, log, takeName, texts } from './chat'
import { expect, test } from './fixtures'
import { fillRoom, postLines } from './server'

test.use({ appEnv: { RATE_LIMIT: 'off' } })

/** The text and the place of the first line in view, in px from the top of the window. */
function reading(page: Page): Promise<{ readonly text: string, readonly top: number }> {
  return log(page).evaluate((list) => {
    const edge = list.getBoundingClientRect().top
    const found = [...list.querySelectorAll('.bubble__text')].find(one => one.getBoundingClientRect().top > edge)
    if (!found) throw new Error('No line is in view.')
    return { text: found.textContent.trim(), top: found.getBoundingClientRect().top }
  })
}

function topOf(page: Page, text: string): Promise<number> {
  return log(page).evaluate((list, wanted) => {
    const found = [...list.querySelectorAll('.bubble__text')].find(one => one.textContent.trim() === wanted)
    return found?.getBoundingClientRect().top ?? Number.NaN
  }, text)
}

/** A quarter of a pixel with each is more than the pixel that is allowed, many times. */
const COUNT = 120

// Each change took over what the browser had rounded off: the line crept by a quarter of a pixel with each message, out
// of sight in the end.
for (const deviceScaleFactor of [1, 1.25, 2, 3]) {
  test(`${COUNT} messages that come one by one move the line that is being read by less than a pixel, at ${deviceScaleFactor} device pixels each`, async ({ app, person }) => {
    await fillRoom(app, ROOM_1.id, 60)
    const ann = await person('Ann', { deviceScaleFactor, viewport: { width: 390, height: 844 } })
    await takeName(ann, 'Ann')
    await expect(texts(ann).last()).toHaveText('line 60')
    await log(ann).evaluate(list => list.scrollBy({ top: -411, behavior: 'instant' }))
    await expect(ann.getByRole('button', { name: 'Jump to latest' })).toBeVisible()
    const before = await reading(ann)
    await postLines(app, ROOM_1.id, COUNT, 61)
    await expect(ann.getByRole('button', { name: `${COUNT} new messages` })).toBeVisible()
    expect(Math.abs(await topOf(ann, before.text) - before.top)).toBeLessThan(1)
  })
}
