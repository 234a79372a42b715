import { describe, expect } from 'vitest'
import { click, expectConnected, expectTexts, open, say, takeName } from './support/chat-page'
import { ENGINES } from './support/engines'
import { evaluate } from './support/evaluate'
import { test } from './support/test'

const LINK = 'see https://example.org/orders'
const RELOAD = '[data-testid="release-notice"] button'

describe.each(ENGINES)('in %s', (engine) => {
  // Firefox remembers that a script failed, and never asks for it again: links stayed plain text for good.
  test('a part of the program that could not be had is there in the end, if need be after the reload that the page offers', async ({ front, visit }) => {
    const { page } = await visit(engine)
    const found = () => evaluate(page, (reload) => {
      if (document.querySelector('.bubble__text a')) return 'link'
      return document.querySelector(reload) ? 'offer' : null
    }, RELOAD)
    await open(page, front.url)
    await takeName(page, 'Ann')
    await expectConnected(page)
    const refusal = front.refuse(/_nuxt\/.*\.js$/)
    await say(page, LINK)
    await expect.poll(() => refusal.asked.length, { timeout: 20_000 }).toBeGreaterThan(0)
    expect(await found()).toBeNull()

    refusal.release()
    await say(page, LINK)
    await expect.poll(found, { timeout: 20_000 }).not.toBeNull()
    if (await found() === 'offer') await click(page, RELOAD)
    await expect.poll(found, { timeout: 20_000 }).toBe('link')
    await expectTexts(page, [LINK, LINK])
  })
})
