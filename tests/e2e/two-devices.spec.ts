import type { Page } from '@playwright/test'
import { ROOM_1, ROOM_2, WORDS, composer, expectAllSent, expectConnected, expectTexts, log, say, tab } from './chat'
import { ONE_WINDOW, expect, expectAccessible, test } from './fixtures'
import { expectFits } from './layout'
import { fillRoom, postLines } from './server'

test.use({ appEnv: { RATE_LIMIT: 'off' } })

const ANN = { handle: 'ann', password: 'correct horse battery' }
const unread = (page: Page, title: string) => tab(page, title).getByTestId('unread')
const toList = async (page: Page) => {
  const back = page.getByTestId('to-rooms')
  if (await back.isVisible()) await back.click()
}

/** Becomes somebody else in the page's own browser. No page is open meanwhile: it would ask with the cookie before. */
async function become(page: Page, path: '/api/account' | '/api/sign-in', data: object): Promise<void> {
  await page.goto('about:blank')
  const answer = await page.request.post(path, { data })
  expect(answer.status(), `${path}: ${await answer.text()}`).toBe(200)
  await page.goto('/')
}

test('what is read on one device is read on the other, at once and after it was away', ONE_WINDOW, async ({ app, member, person }) => {
  const desk = await member('Ann')
  await become(desk, '/api/account', { ...ANN, name: 'Ann' })
  const other = await person('Ann, elsewhere')
  await become(other, '/api/sign-in', ANN)
  for (const page of [desk, other]) await expectConnected(page)
  await toList(other)

  await postLines(app, ROOM_2.id, 3)
  await expect(unread(other, ROOM_2.title)).toHaveAttribute('data-count', '3')
  await toList(desk)
  await tab(desk, ROOM_2.title).click()
  await expectTexts(desk, ['line 1', 'line 2', 'line 3'])
  await expect(unread(other, ROOM_2.title)).toHaveCount(0)

  await other.goto('about:blank')
  await fillRoom(app, ROOM_2.id, 2, 4)
  await expectTexts(desk, ['line 1', 'line 2', 'line 3', 'line 4', 'line 5'])
  await other.goto('/')
  await expectConnected(other)
  await toList(other)
  await expect(tab(other, ROOM_2.title)).toContainText('line 5')
  await expect(unread(other, ROOM_2.title)).toHaveCount(0)
})

test('an account has a list of rooms also where they are few', async ({ app, member }) => {
  await fillRoom(app, ROOM_1.id, 60)
  const ann = await member('Ann')
  await say(ann, 'mine')
  await expectAllSent(ann)
  await expect(ann.getByTestId('new-room')).toHaveCount(0)
  await become(ann, '/api/account', { ...ANN, name: 'Ann' })
  await expectConnected(ann)
  await expect(composer(ann)).toBeVisible()
  await expectFits(ann)
  await expectAccessible(ann)
  await toList(ann)
  await expect(tab(ann, ROOM_1.title)).toContainText('You: mine')
  await expect(ann.getByRole('searchbox', { name: 'Search rooms and people' })).toBeVisible()
  await expectFits(ann)
  await expectAccessible(ann)
})

test('a mention in a room that is not looked at is counted apart on both devices, until it is read on one', ONE_WINDOW, async ({ member, person }) => {
  const ann = await member('Ann')
  await become(ann, '/api/account', { ...ANN, name: 'Ann' })
  const bob = await member('Bob')
  const BOB = { ...ANN, handle: 'bob' }
  await become(bob, '/api/account', { ...BOB, name: 'Bob' })
  const phone = await person('Bob, elsewhere', { locale: 'zh-CN' })
  await become(phone, '/api/sign-in', BOB)
  for (const page of [ann, bob, phone]) await expectConnected(page)

  await tab(ann, ROOM_2.title).click()
  await composer(ann).pressSequentially('hello @B')
  await expect(ann.getByTestId('mention-list').getByRole('option')).toHaveText([/Bob@bob/])
  await expectAccessible(ann)
  await composer(ann).press('Enter')
  await expect(composer(ann)).toHaveValue('hello @bob ')
  await composer(ann).press('Enter')
  await expect(log(ann).getByTestId('mention')).toHaveText('@bob')

  const mentions = (page: Page) => page.getByTestId('mentions')
  await expect(mentions(bob)).toHaveText(/@1/)
  await expect(mentions(phone)).toContainText(WORDS.zh.rooms.mentions.replace('{count}', '1'))
  await tab(bob, ROOM_2.title).click()
  await expect(mentions(bob)).toHaveCount(0)
  await expect(mentions(phone)).toHaveCount(0)
  await expectAccessible(bob)
  await log(bob).getByTestId('mention').click()
  await expect(bob.getByTestId('member-card')).toContainText('Bob')
})
