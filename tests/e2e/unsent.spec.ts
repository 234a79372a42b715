import type { Page } from '@playwright/test'
import { ROOM_1, ROOM_2, composer, expectConnected, expectTexts, line, say, tab, takeName } from './chat'
import { expect, expectAccessible, test } from './fixtures'
import { goOffline, goOnline } from './network'
import { storedMessages } from './server'

const ONLY_1 = { CHANNELS: `${ROOM_1.id}=${ROOM_1.title}` }
const BOTH = { CHANNELS: `${ROOM_1.id}=${ROOM_1.title};${ROOM_2.id}=${ROOM_2.title}` }

const notice = (page: Page) => page.getByTestId('unsent-notice')
const unsent = (page: Page) => page.getByRole('dialog', { name: 'Unsent messages' }).getByTestId('unsent')

// The reader was silently put into the other room, cursor ready; what waited was out of sight.
test('a room that is removed while it is open stays, says so and gives back what was written; nothing goes to another room', async ({ app, member, expectNetworkErrors }) => {
  expectNetworkErrors()
  const ann = await member('Ann')
  await tab(ann, ROOM_2.title).click()
  await say(ann, 'before')
  await expect(line(ann, 'before')).toHaveAttribute('data-state', 'sent')
  await app.kill()
  await say(ann, 'waits for room 2')
  await composer(ann).fill('half a sentence')
  await app.restart(ONLY_1)
  await expectConnected(ann)
  const gone = ann.getByTestId('room-gone')
  await expect(gone.getByRole('heading', { name: 'This room was removed' })).toBeVisible()
  await expect(gone.getByText('half a sentence')).toBeVisible()
  await expectTexts(ann, ['before', 'waits for room 2'])
  await expect(tab(ann, ROOM_2.title)).toHaveAttribute('aria-selected', 'true')
  await expect(composer(ann)).toHaveCount(0)
  await expectAccessible(ann)

  await ann.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: { writeText: (text: string) => {
    document.documentElement.dataset.copied = text
    return Promise.resolve()
  } } }))
  await gone.getByRole('button', { name: 'Copy text' }).click()
  await expect(ann.locator('html')).toHaveAttribute('data-copied', 'waits for room 2\n\nhalf a sentence')

  await tab(ann, ROOM_1.title).click()
  await expect(tab(ann, ROOM_2.title)).toHaveCount(0)
  await expect(notice(ann)).toContainText('1 message')
  await notice(ann).getByRole('button').click()
  await expect(unsent(ann)).toContainText('waits for room 2')
  await expect(unsent(ann).getByRole('button', { name: /^Send/ })).toHaveCount(0)
  await unsent(ann).getByRole('button', { name: 'Delete' }).click()
  await expect(notice(ann)).toHaveCount(0)
  expect(await storedMessages(app, ROOM_1.id)).toEqual([])
})

test('what waits for a removed room is sent to it when it is there again, also after a reload in between', async ({ app, member, expectNetworkErrors }) => {
  expectNetworkErrors()
  const ann = await member('Ann')
  await tab(ann, ROOM_2.title).click()
  await app.kill()
  await say(ann, 'waits for room 2')
  await app.restart(ONLY_1)
  await expectConnected(ann)
  await ann.goto('/')
  await expectConnected(ann)
  await expect(notice(ann)).toContainText('1 message')
  await app.restart(BOTH)
  await expectConnected(ann)
  await expect(notice(ann)).toHaveCount(0)
  await expect
    .poll(async () => (await storedMessages(app, ROOM_2.id)).map(({ text }) => text))
    .toEqual(['waits for room 2'])
})

// It stayed in the browser's database for good: never sent, never shown.
test('what waited when the cookies were cleared is found again, with the name it was written under, and sent only as the person wants', async ({ app, member, expectNetworkErrors }) => {
  expectNetworkErrors()
  const mira = await member('Mira')
  await goOffline(mira)
  for (const text of ['keep this', 'not this']) await say(mira, text)
  await expect.poll(() => mira.evaluate(() => new Promise((resolve) => {
    const opening = indexedDB.open('parley')
    opening.onsuccess = () => {
      const count = opening.result.transaction('outbox').objectStore('outbox').count()
      count.onsuccess = () => {
        opening.result.close()
        resolve(count.result)
      }
    }
  }))).toBe(2)
  await mira.close()
  const context = mira.context()
  await context.clearCookies()

  const page = await context.newPage()
  await goOnline(page)
  await page.goto('/')
  await takeName(page, 'Nora')
  await expect(notice(page)).toContainText('2 messages')
  expect(await storedMessages(app, ROOM_1.id)).toEqual([])
  await notice(page).getByRole('button').click()
  await expect(unsent(page)).toHaveCount(2)
  await expect(unsent(page).first()).toContainText(`Written as Mira for ${ROOM_1.title}`)
  await expectAccessible(page)
  await unsent(page).filter({ hasText: 'keep this' }).getByRole('button', { name: 'Send as Nora' }).click()
  await expect(unsent(page)).toHaveCount(1)
  await unsent(page).getByRole('button').last().click()
  await expect(unsent(page)).toHaveCount(0)
  await expectTexts(page, ['keep this'])
  await expect(line(page, 'keep this')).toHaveAttribute('data-state', 'sent')
  await expect(notice(page)).toHaveCount(0)
  await page.reload()
  await expectConnected(page)
  await expectTexts(page, ['keep this'])
  expect((await storedMessages(app, ROOM_1.id)).map(({ text, author }) => [text, author.name])).toEqual([
    ['keep this', 'Nora'],
  ])
})
