import { WORDS, expectAllSent, expectConnected, expectTexts, say, takeName } from './chat'
import { expect, test } from './fixtures'
import { goOffline, goOnline } from './network'

const { unsaved: CANT_KEEP, kept: KEPT, later: LATER } = WORDS.en.composer

// It said "Saved on this device" there, too.
test('a browser that keeps nothing, as some private windows, says so while a message waits, and sends it all the same', async ({ person, expectNetworkErrors }) => {
  expectNetworkErrors()
  const page = await person('Ann', { path: null })
  await page.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException('Not in a private window.', 'SecurityError')
    }
  })
  await page.goto('/')
  await takeName(page, 'Ann')
  await goOffline(page)
  await say(page, 'waits')
  await expect(page.getByText(CANT_KEEP)).toBeVisible()
  await goOnline(page)
  await expectConnected(page)
  await expectTexts(page, ['waits'])
  await expectAllSent(page)
})

test('a message that a full disk refuses is said to be kept nowhere; what comes when there is room again is kept, and the first with it', async ({ person, expectNetworkErrors }) => {
  expectNetworkErrors()
  const page = await person('Ann', { path: null })
  await page.addInitScript(() => {
    const put = IDBObjectStore.prototype.put
    IDBObjectStore.prototype.put = function (...args) {
      if (document.documentElement.dataset.disk === 'full')
        throw new DOMException('The disk is full.', 'QuotaExceededError')
      return put.apply(this, args)
    }
  })
  await page.goto('/')
  await takeName(page, 'Ann')
  await expectConnected(page)
  await goOffline(page)
  await expect(page.getByText(LATER)).toBeVisible()

  const disk = (state: string) => page.evaluate(value => void (document.documentElement.dataset.disk = value), state)
  await disk('full')
  await say(page, 'one')
  await expect(page.getByText(CANT_KEEP)).toBeVisible()
  await disk('free')
  await say(page, 'two')
  await expect(page.getByText(KEPT)).toBeVisible()

  await goOnline(page)
  await expectConnected(page)
  await expectTexts(page, ['one', 'two'])
  await expectAllSent(page)
})
