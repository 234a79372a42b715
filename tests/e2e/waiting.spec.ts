import type { Page } from '@playwright/test'
import { WORDS, composer, expectAllSent, expectConnected, expectTexts, line, say, submit } from './chat'
import { expect, expectAccessible, test } from './fixtures'
import { messageMenu, question } from './message-menu'
import { goOffline, goOnline } from './network'

const { waiting_send: WAITING } = WORDS.en.send
const { edit: EDIT, delete: DELETE } = WORDS.en.message

/** The button on a message that says that it waits. It opens the menu of the message. */
const button = (page: Page, text: string, name: string) => line(page, text).getByRole('button', { name, exact: true })
const entry = (page: Page, name: string) => messageMenu(page).getByRole('menuitem', { name, exact: true })

test('each message that waits can be edited at its place and deleted, by keyboard too', async ({ member, expectNetworkErrors }) => {
  expectNetworkErrors()
  const [ann, bob] = [await member('Ann'), await member('Bob')]
  await goOffline(ann)
  for (const text of ['one', 'two', 'three']) await say(ann, text)
  await composer(ann).fill('half a sentence')

  await button(ann, 'one', WAITING).click()
  await entry(ann, EDIT).click()
  await expect(ann.getByTestId('editing')).toBeVisible()
  await expect(composer(ann)).toBeFocused()
  await expect(composer(ann)).toHaveValue('one')
  await expectAccessible(ann)
  await composer(ann).fill('ONE')
  await submit(ann)
  await expectTexts(ann, ['ONE', 'two', 'three'])
  await expect(ann.getByTestId('editing')).toHaveCount(0)
  await expect(composer(ann)).toHaveValue('half a sentence')

  await button(ann, 'two', WAITING).focus()
  await ann.keyboard.press('Enter')
  await entry(ann, DELETE).press('Enter')
  await question(ann).getByRole('button', { name: DELETE, exact: true }).press('Enter')
  await expectTexts(ann, ['ONE', 'three'])

  // Given up: it waits as it was.
  await button(ann, 'three', WAITING).click()
  await entry(ann, EDIT).click()
  await composer(ann).fill('something else')
  await ann.keyboard.press('Escape')
  await expect(composer(ann)).toHaveValue('half a sentence')

  await goOnline(ann)
  await expectConnected(ann)
  for (const page of [ann, bob]) await expectTexts(page, ['ONE', 'three'])
  await expectAllSent(ann)
})

test('a menu that is open while its message is sent gets more entries, and all of them can be reached', async ({ member, expectNetworkErrors }) => {
  expectNetworkErrors()
  const ann = await member('Ann')
  await goOffline(ann)
  await say(ann, 'one')
  await button(ann, 'one', WAITING).click()
  await expect(messageMenu(ann).getByRole('menuitem')).toHaveCount(3)
  await goOnline(ann)
  await expect(messageMenu(ann).getByRole('menuitem').nth(3)).toBeVisible()
  for (const item of await messageMenu(ann).getByRole('menuitem').all()) await expect(item).toBeInViewport({ ratio: 1 })
  await entry(ann, DELETE).click()
  await question(ann).getByRole('button', { name: DELETE, exact: true }).click()
  await expectTexts(ann, [])
})

test('an editing goes on after a reload, with the message out of the queue and at its place', async ({ member, expectNetworkErrors }) => {
  expectNetworkErrors()
  const [ann, bob] = [await member('Ann'), await member('Bob')]
  await goOffline(ann)
  for (const text of ['one', 'two']) await say(ann, text)
  await button(ann, 'one', WAITING).click()
  await entry(ann, EDIT).click()
  await composer(ann).fill('ONE')
  await goOnline(ann)
  await ann.reload()
  await expectConnected(ann)
  await expectTexts(bob, ['two'])
  await expect(ann.getByTestId('editing')).toBeVisible()
  await expect(composer(ann)).toHaveValue('ONE')
  await submit(ann)
  await expectTexts(bob, ['two', 'ONE'])
})

test.describe('a server that takes two messages in 8 seconds', () => {
  test.use({ appEnv: { RATE_LIMIT: '2/8' } })

  test('says how many wait and when the next is sent, and counts down', async ({ member }) => {
    const ann = await member('Ann')
    for (const text of ['one', 'two', 'three', 'four']) await say(ann, text)
    const slow = ann.getByTestId('slow')
    await expect(slow).toContainText(/Sending slowly: 2 waiting, next in \d+ s/)
    const before = await slow.locator('[aria-hidden]').textContent()
    await expect(slow.locator('[aria-hidden]')).not.toHaveText(before ?? '')
    await expect(slow.getByRole('status')).toHaveText(/Sending slowly: 2 waiting/)
    await expect(button(ann, 'three', WAITING)).toBeVisible()
    await expectAllSent(ann)
    await expect(slow).toHaveCount(0)
    await expectTexts(ann, ['one', 'two', 'three', 'four'])
  })
})
