import { describe, expect } from 'vitest'
import { postLines } from '../e2e/server'
import { expectConnected, open, shownTexts } from './support/chat-page'
import type { EnginePage } from './support/engine'
import { evaluate } from './support/evaluate'
import { ENGINES } from './support/engines'
import { test } from './support/test'

const LINES = 260

/**
 * Scrolls the list up until it has reached its first line, as a wheel does.
 * @param stepPx how far each step scrolls
 * @returns the number of steps, and by how much at most a line in view has moved further than the step that moved it
 */
function scrollBack(page: EnginePage, stepPx: number): Promise<{ steps: number, jumpPx: number }> {
  return evaluate(page, async (px) => {
    // A wheel's scroll comes between two frames, never within one.
    const frame = () => new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve)))
    const lists = [...document.querySelectorAll('[role="log"]')]
    const list = lists.find(one => one.getClientRects().length > 0)
    if (!list) throw new Error('No list is open.')
    const firstText = () => list.querySelector('.bubble__text')?.textContent.trim() ?? ''
    const inView = () => {
      const { top, height } = list.getBoundingClientRect()
      const lines = [...list.querySelectorAll('.bubble__text')]
      const line = lines.find(one => one.getBoundingClientRect().top > top + height / 3)
      if (!line) throw new Error('No line is in view.')
      return line
    }
    let [steps, jumpPx, still] = [0, 0, 0]
    while (still < 2) {
      const line = inView()
      const [top, scrolled] = [line.getBoundingClientRect().top, list.scrollTop]
      list.scrollBy({ top: -px, behavior: 'instant' })
      const moved = scrolled - list.scrollTop
      await frame()
      await frame()
      steps++
      jumpPx = Math.max(jumpPx, Math.abs(line.getBoundingClientRect().top - top - moved))
      still = moved === 0 && firstText() === 'line 1' ? still + 1 : 0
    }
    return { steps, jumpPx }
  }, stepPx)
}

describe.each(ENGINES)('in %s', (engine) => {
  test('the line being read never jumps while a reader scrolls back over loaded history', async ({ app, front, visit }) => {
    await postLines(app, 'channel_1', LINES)
    const { page } = await visit(engine)
    await open(page, front.url)
    await expectConnected(page)
    await expect.poll(async () => (await shownTexts(page)).at(-1), { timeout: 20_000 }).toBe(`line ${LINES} (sent)`)
    const { steps, jumpPx } = await scrollBack(page, 90)
    expect(jumpPx).toBeLessThanOrEqual(1)
    expect(steps).toBeGreaterThan(80)
    // The newest lines have left the document by now: it holds a window of the list.
    const shown = await shownTexts(page)
    expect(shown.length).toBeGreaterThan(100)
    expect(shown).toEqual(shown.map((_, index) => `line ${index + 1} (sent)`))
  })
})
