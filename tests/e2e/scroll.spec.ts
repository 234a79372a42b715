import type { Locator, Page } from '@playwright/test'
import {
  ROOM_1, ROOM_2, composer, connection, expectAllSent, expectConnected, expectTexts, line, log, messages, say, tab,
  takeName, texts,
} from './chat'
import { ONE_WINDOW, expect, test } from './fixtures'
import { goOffline, goOnline } from './network'
import { fillRoom, postLines } from './server'
import { answerFrames } from './sockets'

test.use({ appEnv: { RATE_LIMIT: 'off' } })

const pill = (page: Page): Locator => page.getByRole('button', { name: /new messages?$/ })
const toNewest = (page: Page): Locator => page.getByRole('button', { name: 'Jump to latest' })
const history = '**/api/rooms/*/messages?*'

/** Where a line stands on the screen, in px from the top. */
async function topOf(message: Locator): Promise<number> {
  const box = await message.boundingBox()
  if (!box) throw new Error('The line is not on the page.')
  return box.y
}

/** Moves the list up, as a finger or a wheel does. */
async function scrollUp(page: Page, px: number): Promise<void> {
  await log(page).evaluate((list, by) => list.scrollBy({ top: -by, behavior: 'instant' }), px)
}

/** The line nearest to the middle of the list, which a reader would be reading. */
async function lineBeingRead(page: Page): Promise<string> {
  const found = await log(page).evaluate((list) => {
    const { top, height } = list.getBoundingClientRect()
    const lines = [...list.querySelectorAll('.bubble__text')]
    return lines.find(one => one.getBoundingClientRect().top > top + height / 3)?.textContent.trim()
  })
  if (!found) throw new Error('No line is in view.')
  return found
}

test('the list opens at the newest message and stays there', ONE_WINDOW, async ({ app, member }) => {
  await fillRoom(app, ROOM_1.id, 40)
  const ann = await member('Ann')
  await expect(texts(ann).last()).toHaveText('line 40')
  await expect(texts(ann).last()).toBeInViewport({ ratio: 1 })
  await postLines(app, ROOM_1.id, 3, 41)
  await expect(texts(ann).last()).toHaveText('line 43')
  await expect(texts(ann).last()).toBeInViewport({ ratio: 1 })
  await expect(pill(ann)).toHaveCount(0)
  await composer(ann).fill('several\nlines\nmake\nit\ngrow')
  await expect(texts(ann).last()).toBeInViewport({ ratio: 1 })
})

test('a reader who scrolled up is left alone, told how many came, and brought down by the pill', async ({ app, member }) => {
  await fillRoom(app, ROOM_1.id, 45)
  const ann = await member('Ann')
  await expect(texts(ann).last()).toHaveText('line 45')
  await scrollUp(ann, 500)
  await expect(toNewest(ann)).toBeVisible()
  const reading = line(ann, await lineBeingRead(ann))
  const before = await topOf(reading)

  await postLines(app, ROOM_1.id, 3, 46)
  await expect(pill(ann)).toHaveText('3 new messages')
  expect(Math.abs(await topOf(reading) - before)).toBeLessThanOrEqual(1)
  await expect(line(ann, 'line 48')).not.toBeInViewport()

  await pill(ann).click()
  await expect(line(ann, 'line 48')).toBeInViewport({ ratio: 1 })
  await expect(pill(ann)).toHaveCount(0)
  await expect(toNewest(ann)).toHaveCount(0)
  await postLines(app, ROOM_1.id, 1, 49)
  await expect(line(ann, 'line 49')).toBeInViewport({ ratio: 1 })
})

// The browser reports a scroll only with the next frame: what came before it threw the reader back to the newest
// message.
test('scrolling up is not undone by messages that pour in', ONE_WINDOW, async ({ app, member }) => {
  await fillRoom(app, ROOM_1.id, 45)
  const ann = await member('Ann')
  await expect(texts(ann).last()).toHaveText('line 45')
  let done = false
  const pouring = (async () => {
    for (let next = 46; !done; next += 5) await fillRoom(app, ROOM_1.id, 5, next)
  })()
  const undone = await log(ann).evaluate(async (list) => {
    const frames = async (count: number) => {
      for (let frame = 0; frame < count; frame++) await new Promise(requestAnimationFrame)
    }
    let undone = 0
    for (let tries = 0; tries < 40; tries++) {
      list.scrollTop = 0
      await frames(2)
      // At any time within a frame.
      await new Promise(resolve => setTimeout(resolve, tries % 16))
      list.scrollTop = -800
      await frames(3)
      if (list.scrollTop > -400) undone++
    }
    return undone
  })
  done = true
  await pouring
  expect(undone).toBe(0)
})

test('whoever writes is brought to the newest message', ONE_WINDOW, async ({ app, member }) => {
  await fillRoom(app, ROOM_1.id, 45)
  const ann = await member('Ann')
  await expect(texts(ann).last()).toHaveText('line 45')
  await scrollUp(ann, 600)
  await expect(toNewest(ann)).toBeVisible()
  await say(ann, 'my own')
  await expect(line(ann, 'my own')).toBeInViewport({ ratio: 1 })
  await expect(toNewest(ann)).toHaveCount(0)
})

// Each refusal for a moment gives the waiting message a new state, which must not be taken for a new message.
test('a reader who scrolled up is left alone while a message of theirs waits and is tried again', ONE_WINDOW, async ({ app, person }) => {
  await fillRoom(app, ROOM_1.id, 45)
  const ann = await person('Ann', { path: null })
  let tries = 0
  await answerFrames(ann, (frame) => {
    if (frame.type !== 'send') return null
    tries++
    return {
      type: 'error',
      code: 'unavailable',
      message: 'The log can\'t be written just now.',
      room: frame.room,
      clientId: frame.clientId,
    }
  })
  await ann.goto('/')
  await takeName(ann, 'Ann')
  await expect(texts(ann).nth(44)).toHaveText('line 45')
  await say(ann, 'waits')
  await expect(line(ann, 'waits')).toBeInViewport({ ratio: 1 })
  await scrollUp(ann, 600)
  await expect(toNewest(ann)).toBeVisible()
  const reading = line(ann, await lineBeingRead(ann))
  const before = await topOf(reading)

  const triesBefore = tries
  await expect.poll(() => tries).toBeGreaterThanOrEqual(triesBefore + 3)
  await expect(line(ann, 'waits')).toHaveAttribute('data-state', 'sending')
  await expect(toNewest(ann)).toBeVisible()
  expect(Math.abs(await topOf(reading) - before)).toBeLessThanOrEqual(1)
})

// All windows of a person show what waits to be sent, so it must be known which of them it was written in.
test('what a person writes in another window of theirs moves nobody who scrolled up in this one', ONE_WINDOW, async ({ app, member, expectNetworkErrors }) => {
  expectNetworkErrors()
  await fillRoom(app, ROOM_1.id, 45)
  const ann = await member('Ann')
  const second = await ann.context().newPage()
  await second.goto('/')
  await expectConnected(second)
  // Offline it waits, so that this window sees it being sent.
  await goOffline(ann)
  for (const page of [ann, second]) await expect(connection(page)).toHaveAttribute('data-state', 'offline')
  await scrollUp(ann, 600)
  await expect(toNewest(ann)).toBeVisible()
  const reading = line(ann, await lineBeingRead(ann))
  const before = await topOf(reading)

  await say(second, 'from the other window')
  await expect(line(ann, 'from the other window')).toHaveAttribute('data-state', 'sending')
  await goOnline(ann)
  await expectConnected(ann)
  await expectAllSent(ann)
  await expect(toNewest(ann)).toBeVisible()
  expect(Math.abs(await topOf(reading) - before)).toBeLessThanOrEqual(1)
})

test('older messages come on scrolling up, up to the first, and the line being read does not move', async ({ app, member }) => {
  await fillRoom(app, ROOM_1.id, 130)
  const ann = await member('Ann')
  await expect(texts(ann).last()).toHaveText('line 130')
  // The twenty of the first page, and the fifty above them.
  await expect(texts(ann).first()).toHaveText('line 61')

  for (const [before, after] of [[61, 11], [11, 1]] as const) {
    // The answer is held back until the reader's place is known.
    let answer = () => {}
    const measured = new Promise<void>((resolve) => {
      answer = resolve
    })
    await ann.route(history, async (route) => {
      await measured
      await route.continue()
    })
    const asked = ann.waitForRequest(request => request.url().includes(`before=${before}&`))
    await line(ann, `line ${before + 4}`).scrollIntoViewIfNeeded()
    await asked
    await expect(log(ann)).toHaveAttribute('aria-busy', 'true')
    const reading = line(ann, await lineBeingRead(ann))
    const place = await topOf(reading)

    answer()
    await expect(texts(ann).first()).toHaveText(`line ${after}`)
    await expect(log(ann)).toHaveAttribute('aria-busy', 'false')
    expect(Math.abs(await topOf(reading) - place)).toBeLessThanOrEqual(1)
    await ann.unroute(history)
  }
  await expectTexts(ann, Array.from({ length: 130 }, (_, index) => `line ${index + 1}`))
  await expect(ann.getByText('This is the start of the conversation')).toBeAttached()
})

test('older messages that can\'t be had are said in words, and can be asked for again', ONE_WINDOW, async ({ app, member, expectNetworkErrors }) => {
  expectNetworkErrors(/messages\?before|Failed to load resource/)
  await fillRoom(app, ROOM_1.id, 90)
  const ann = await member('Ann')
  await expect(texts(ann).last()).toHaveText('line 90')
  // The twenty of the first page, and the fifty above them.
  await expect(texts(ann).first()).toHaveText('line 21')
  await ann.route(history, route => route.abort())
  await line(ann, 'line 22').scrollIntoViewIfNeeded()
  await expect(ann.getByText('Couldn\'t load older messages.')).toBeAttached()
  await ann.unroute(history)
  await log(ann).getByRole('button', { name: 'Try again' }).click()
  await expect(texts(ann).first()).toHaveText('line 1')
})

test('a line shows from where on messages are new since one was here', ONE_WINDOW, async ({ app, member }) => {
  await fillRoom(app, ROOM_1.id, 2)
  const ann = await member('Ann')
  await expectTexts(ann, ['line 1', 'line 2'])
  const fresh = ann.getByTestId('unread-divider').filter({ visible: true })
  await expect(fresh).toHaveCount(0)
  await ann.goto('about:blank')
  await fillRoom(app, ROOM_1.id, 2, 3)
  await ann.goto('/')
  await expectConnected(ann)
  await expectTexts(ann, ['line 1', 'line 2', 'line 3', 'line 4'])
  await expect(fresh).toHaveText('New')
  const place = await topOf(fresh)
  expect(place).toBeGreaterThan(await topOf(line(ann, 'line 2')))
  expect(place).toBeLessThan(await topOf(line(ann, 'line 3')))

  await tab(ann, ROOM_2.title).click()
  await tab(ann, ROOM_1.title).click()
  await expectTexts(ann, ['line 1', 'line 2', 'line 3', 'line 4'])
  await expect(fresh).toHaveCount(0)
})

test('each tab keeps its place in the list', ONE_WINDOW, async ({ app, member }) => {
  await fillRoom(app, ROOM_1.id, 45)
  const ann = await member('Ann')
  await expect(texts(ann).last()).toHaveText('line 45')
  await scrollUp(ann, 500)
  await expect(toNewest(ann)).toBeVisible()
  const reading = line(ann, await lineBeingRead(ann))
  const before = await topOf(reading)
  await tab(ann, ROOM_2.title).click()
  await expect(messages(ann)).toHaveCount(0)
  await tab(ann, ROOM_1.title).click()
  await expect.poll(async () => Math.abs(await topOf(reading) - before)).toBeLessThanOrEqual(1)
})
