import type { Locator, Page } from '@playwright/test'
import { ROOM_1, ROOM_2, WORDS, expectConnected, line, log, tab, texts } from './chat'
import { expect, ONE_WINDOW, test } from './fixtures'
import { choose } from './message-menu'
import { fillRoom, postLines } from './server'

test.use({ appEnv: { RATE_LIMIT: 'off' } })

const fresh = (page: Page): Locator => log(page).getByTestId('unread-divider')
const above = (page: Page): Locator => page.getByTestId('unread-above')
const unread = (page: Page, title: string): Locator => tab(page, title).getByTestId('unread')
const pill = (page: Page): Locator => page.getByRole('button', { name: /new messages?$/ })

/** Where the line of what is new stands below the upper edge of the list, in px. */
async function belowEdge(page: Page): Promise<number> {
  const [line, list] = [await fresh(page).boundingBox(), await log(page).boundingBox()]
  return line && list ? line.y - list.y : Number.NaN
}

/** Reads on by a screen at a time, as a wheel does, until the list ends. */
async function readToTheEnd(page: Page, last: string): Promise<void> {
  await expect(async () => {
    await log(page).evaluate(list => list.scrollBy({ top: list.clientHeight * 0.8, behavior: 'instant' }))
    await expect(line(page, last)).toBeInViewport({ ratio: 1, timeout: 200 })
  }).toPass()
}

test('a room with 120 unread messages opens at the first of them, and read is what was in view', async ({ app, member }) => {
  await fillRoom(app, ROOM_1.id, 60)
  const ann = await member('Ann')
  await expect(texts(ann).last()).toHaveText('line 60')
  await ann.goto('about:blank')
  await fillRoom(app, ROOM_1.id, 120, 61)
  await ann.goto('/')
  await expectConnected(ann)

  await expect(fresh(ann)).toBeInViewport()
  await expect(line(ann, 'line 61')).toBeInViewport({ ratio: 1 })
  expect(await belowEdge(ann)).toBeLessThan(20)
  await expect(line(ann, 'line 180')).not.toBeInViewport()
  const left = Number(await unread(ann, ROOM_1.title).getAttribute('data-count'))
  expect(left).toBeGreaterThan(80)
  expect(left).toBeLessThan(120)

  // The mark outlives the page: it opens where one had come.
  await ann.reload()
  await expectConnected(ann)
  await expect(line(ann, `line ${181 - left}`)).toBeInViewport({ ratio: 1 })

  await readToTheEnd(ann, 'line 180')
  await expect(unread(ann, ROOM_1.title)).toHaveCount(0)
  await expect(pill(ann)).toHaveCount(0)
})

test('a room that got more than a screen of messages while another one was open opens at the first of them', async ({ app, member }) => {
  await fillRoom(app, ROOM_2.id, 30)
  const ann = await member('Ann')
  await tab(ann, ROOM_2.title).click()
  await expect(texts(ann).last()).toHaveText('line 30')
  await tab(ann, ROOM_1.title).click()
  await postLines(app, ROOM_2.id, 60, 31)
  await expect(unread(ann, ROOM_2.title)).toHaveAttribute('data-count', '60')
  await tab(ann, ROOM_2.title).click()
  await expect(line(ann, 'line 31')).toBeInViewport({ ratio: 1 })
  expect(await belowEdge(ann)).toBeLessThan(20)
  await expect(line(ann, 'line 90')).not.toBeInViewport()
  await readToTheEnd(ann, 'line 90')
  await expect(unread(ann, ROOM_2.title)).toHaveCount(0)
})

/** Goes down by what is loaded, again and again, until this `seq` is there. Answers all places that the list showed. */
async function goDownTo(page: Page, last: number): Promise<number[]> {
  return log(page).evaluate(async (list, end) => {
    const seen = new Set<number>()
    while (!seen.has(end)) {
      list.scrollTop = 0
      await new Promise(requestAnimationFrame)
      const places = [...list.querySelectorAll('[data-seq]')].map(row => Number(row.getAttribute('data-seq')))
      if (places.some((place, index) => index > 0 && place <= (places[index - 1] ?? 0)))
        throw new Error(`Out of order: ${places.join()}`)
      for (const place of places) seen.add(place)
    }
    return [...seen].sort((a, b) => a - b)
  }, last)
}

test('a room with 3,000 unread messages opens at the first of them with one page, and leads down to the newest', ONE_WINDOW, async ({ app, member }) => {
  await fillRoom(app, ROOM_1.id, 500)
  const ann = await member('Ann')
  await expect(texts(ann).last()).toHaveText('line 500')
  await ann.goto('about:blank')
  await fillRoom(app, ROOM_1.id, 3_000, 501)
  const asked: string[] = []
  ann.on('request', request => request.url().includes('/messages?') && asked.push(new URL(request.url()).search))
  await ann.goto('/')
  await expectConnected(ann)

  await expect(line(ann, 'line 501')).toBeInViewport({ ratio: 1 })
  expect(await belowEdge(ann)).toBeLessThan(20)
  await expect(above(ann)).toHaveCount(0)
  expect(asked).toEqual(['?around=500&limit=150'])
  await expect(pill(ann)).toHaveText(/^2,9\d\d new messages$/)

  await postLines(app, ROOM_1.id, 1, 3_501)
  const seen = await goDownTo(ann, 3_501)
  expect(seen).toEqual(Array.from({ length: 3_501 - (seen[0] ?? 0) + 1 }, (_, index) => (seen[0] ?? 0) + index))
  expect(seen[0]).toBeLessThan(501)
  await readToTheEnd(ann, 'line 3501')
  await expect(unread(ann, ROOM_1.title)).toHaveCount(0)
  await expect(pill(ann)).toHaveCount(0)
  await postLines(app, ROOM_1.id, 1, 3_502)
  await expect(line(ann, 'line 3502')).toBeInViewport({ ratio: 1 })
})

test('who does not want to go through what is unread takes all for read', async ({ app, member }) => {
  await fillRoom(app, ROOM_1.id, 3)
  const ann = await member('Ann')
  await expect(texts(ann).last()).toHaveText('line 3')
  await ann.goto('about:blank')
  await fillRoom(app, ROOM_1.id, 1_100, 4)
  await ann.goto('/')
  await expectConnected(ann)
  await expect(line(ann, 'line 4')).toBeInViewport({ ratio: 1 })
  await pill(ann).click()
  await expect(line(ann, 'line 1103')).toBeInViewport({ ratio: 1 })
  await above(ann).getByRole('button', { name: WORDS.en.list.markRead }).click()
  await expect(above(ann)).toHaveCount(0)
  await expect(unread(ann, ROOM_1.title)).toHaveCount(0)
  await expect(log(ann)).toBeFocused()
})

test('messages that are marked as unread stay it while the room is open, and are read when it is opened again', async ({ app, member }) => {
  await fillRoom(app, ROOM_1.id, 5)
  const ann = await member('Ann')
  await expect(texts(ann).last()).toHaveText('line 5')
  await expect(unread(ann, ROOM_1.title)).toHaveCount(0)
  await choose(ann, 'line 3', 'unread')
  await expect(unread(ann, ROOM_1.title)).toHaveAttribute('data-count', '3')
  await expect(fresh(ann)).toBeVisible()

  await tab(ann, ROOM_2.title).click()
  await expect(unread(ann, ROOM_1.title)).toHaveAttribute('data-count', '3')
  await tab(ann, ROOM_1.title).click()
  await expect(unread(ann, ROOM_1.title)).toHaveCount(0)
})
