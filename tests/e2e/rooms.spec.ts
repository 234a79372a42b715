import type { Page } from '@playwright/test'
import { composer, expectTexts, tab } from './chat'
import { expect, expectAccessible, test } from './fixtures'
import { expectFits } from './layout'
import { post, postLines } from './server'

const LONG = 'A very long title of a room that has exactly sixty letters!!'
const titles = Array.from({ length: 40 }, (_, index) => index === 7 ? LONG : `Room ${index}`)

test.use({ appEnv: { RATE_LIMIT: 'off', CHANNELS: titles.map((title, index) => `room_${index}=${title}`).join(';') } })

const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true } as const
const DESKTOP = {
  viewport: { width: 1280, height: 800 },
  isMobile: false,
  hasTouch: false,
  deviceScaleFactor: 1,
} as const
const toRooms = (page: Page) => page.getByTestId('to-rooms')
const named = (page: Page, title: string) => page.getByRole('tab', { name: new RegExp(`^${title}\\b`) })

test('on a phone 40 rooms are a list: the newest first, unread ones marked, found by a word', async ({ app, member }) => {
  const ann = await member('Ann', PHONE)
  await postLines(app, 'room_30', 3)
  await post(app, 'room_31', 'the newest')
  await expect(toRooms(ann)).toHaveText('4')
  await toRooms(ann).click()
  await expect(ann.getByRole('tab')).toHaveCount(40)
  await expect(ann.getByRole('tab').first()).toContainText('Room 31')
  await expect(ann.getByRole('tab').nth(1)).toHaveAccessibleName(/Room 30.*3 unread messages/)
  await expect(composer(ann)).toBeHidden()
  await expectFits(ann)
  await expectAccessible(ann)

  await ann.getByText('Unread 2', { exact: true }).click()
  await expect(ann.getByRole('tab')).toHaveCount(3) // with the open one
  await ann.getByText('All', { exact: true }).click()
  await ann.getByRole('searchbox', { name: 'Search rooms' }).fill('30')
  await ann.getByRole('tab').click()
  await expectTexts(ann, ['line 1', 'line 2', 'line 3'])
  await expect(toRooms(ann)).toBeFocused()
  await expect(composer(ann)).toBeVisible()
})

test('on a phone Back leads from a room to the list where it was chosen, and from there to the room before', async ({ member }) => {
  const ann = await member('Ann', PHONE)
  await toRooms(ann).click()
  await tab(ann, 'Room 5').click()
  await expect(ann).toHaveURL(/\/r\/room_5$/)
  await ann.goBack()
  await expect(composer(ann)).toBeHidden()
  await expect(tab(ann, 'Room 5')).toBeVisible()
  await ann.goBack()
  await expect(composer(ann)).toBeVisible()
  await expect(ann).not.toHaveURL(/panel/)
})

test('a title of 60 letters has two lines and an ellipsis on a phone, and is whole in the details that a press on it opens', async ({ member }) => {
  const ann = await member('Ann', { ...PHONE, viewport: { width: 320, height: 640 } })
  await toRooms(ann).click()
  await tab(ann, LONG).click()
  const title = ann.getByTestId('room-title')
  await expect(title).toContainText(LONG)
  const lines = await title.evaluate(element =>
    Math.round(element.getBoundingClientRect().height / Number.parseFloat(getComputedStyle(element).lineHeight)),
  )
  expect(lines).toBe(2)
  await expectFits(ann)
  await expectAccessible(ann)

  await title.click()
  const details = ann.getByRole('dialog', { name: 'Details' })
  await expect(details.getByText(LONG)).toBeVisible()
  await expect(ann).toHaveURL(/panel=details/)
  await expectFits(ann)
  await expectAccessible(ann)
  await ann.goBack()
  await expect(details).toBeHidden()
  await expect(title).toBeFocused()
})

test('on a desktop the list of rooms stands beside the open one, and the keyboard goes through it', async ({ app, member }) => {
  await post(app, 'room_3', 'in three')
  const ann = await member('Ann', DESKTOP)
  await expect(named(ann, 'Room 0')).toHaveAttribute('aria-selected', 'true')
  await named(ann, 'Room 3').click()
  await expectTexts(ann, ['in three'])
  await named(ann, 'Room 3').press('ArrowDown')
  const next = ann.locator('[role="tab"]:focus')
  await expect(next).toHaveAttribute('aria-selected', 'false')
  await next.press('Enter')
  await expect(ann.locator('[role="tab"]:focus')).toHaveAttribute('aria-selected', 'true')
  await expectFits(ann)
  await expectAccessible(ann)
})

test('on a desktop the details stand beside the open room, go along to the next one, and close with Escape', async ({ member }) => {
  const ann = await member('Ann', DESKTOP)
  await ann.getByTestId('details-button').click()
  const details = ann.getByRole('complementary', { name: 'Details' })
  await expect(details.getByText('Room 0', { exact: true })).toBeVisible()
  await expect(composer(ann)).toBeVisible()
  await expectFits(ann)
  await expectAccessible(ann)
  await named(ann, 'Room 2').click()
  await expect(details.getByText('Room 2', { exact: true })).toBeVisible()
  await details.getByRole('button', { name: 'Close' }).press('Escape')
  await expect(details).toBeHidden()
  await expect(ann).toHaveURL(/\/r\/room_2$/)
})

test('keys lead to the next unread room, to the next of all, and to the search', async ({ app, member }) => {
  const ann = await member('Ann', DESKTOP)
  const open = (title: string) => expect(named(ann, title)).toHaveAttribute('aria-selected', 'true')
  await ann.keyboard.press('Alt+Shift+ArrowDown')
  await open('Room 1')
  await ann.keyboard.press('Alt+Shift+ArrowUp')
  await open('Room 0')
  await ann.keyboard.press('Alt+Shift+ArrowUp')
  await open('Room 39')
  await post(app, 'room_20', 'unread')
  await expect(named(ann, 'Room 20').getByTestId('unread')).toBeVisible()
  await ann.keyboard.press('Alt+ArrowDown')
  await open('Room 20')
  await expectTexts(ann, ['unread'])

  await ann.keyboard.press('Control+k')
  const search = ann.getByRole('searchbox', { name: 'Search rooms' })
  await expect(search).toBeFocused()
  await ann.keyboard.type('31')
  await ann.keyboard.press('Enter')
  await open('Room 31')
  await search.press('Escape')
  await expect(composer(ann)).toBeFocused()
})

test('on a phone Ctrl+K leads to the search through the list', async ({ member }) => {
  const ann = await member('Ann', PHONE)
  await ann.keyboard.press('Control+k')
  await expect(ann.getByRole('searchbox', { name: 'Search rooms' })).toBeFocused()
})

test('a draft stands in the list in place of the last message once another room is open', async ({ app, member }) => {
  await post(app, 'room_3', 'in three')
  const ann = await member('Ann', DESKTOP)
  await named(ann, 'Room 3').click()
  await composer(ann).fill('half a sentence')
  await expect(named(ann, 'Room 3')).not.toContainText('Draft')
  await named(ann, 'Room 4').click()
  await expect(named(ann, 'Room 3')).toContainText('Draft: half a sentence')
  await named(ann, 'Room 3').click()
  await expect(composer(ann)).toHaveValue('half a sentence')
})
