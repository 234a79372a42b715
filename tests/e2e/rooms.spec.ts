import type { Page } from '@playwright/test'
import { composer, expectTexts, tab } from './chat'
import { expect, expectAccessible, test } from './fixtures'
import { expectFits } from './layout'
import { post, postLines } from './server'

const LONG = 'A very long title of a room that has exactly sixty letters!!'
const titles = Array.from({ length: 40 }, (_, index) => index === 7 ? LONG : `Room ${index}`)

test.use({ appEnv: { RATE_LIMIT: 'off', CHANNELS: titles.map((title, index) => `room_${index}=${title}`).join(';') } })

const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true } as const
const DESKTOP = { viewport: { width: 1280, height: 800 }, isMobile: false, hasTouch: false, deviceScaleFactor: 1 } as const
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

  await ann.getByRole('button', { name: 'Unread' }).click()
  await expect(ann.getByRole('tab')).toHaveCount(3) // with the open one
  await ann.getByRole('button', { name: 'Unread' }).click()
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

test('a title of 60 letters has two lines and an ellipsis on a phone, and is whole when it is pressed', async ({ member }) => {
  const ann = await member('Ann', { ...PHONE, viewport: { width: 320, height: 640 } })
  await toRooms(ann).click()
  await tab(ann, LONG).click()
  const title = ann.locator('.bar__title')
  await expect(title).toContainText(LONG)
  const lines = () => title.evaluate(element => Math.round((element.firstElementChild ?? element).getBoundingClientRect().height / Number.parseFloat(getComputedStyle(element).lineHeight)))
  expect(await lines()).toBe(2)
  await title.click()
  expect(await lines()).toBeGreaterThanOrEqual(2)
  await expect(title).toHaveAttribute('aria-expanded', 'true')
  await expectFits(ann)
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
