import type { Page } from '@playwright/test'
import { claim, keep, press, SCREENS } from './accounts'
import { composer, expectConnected, expectTexts, say, WORDS } from './chat'
import { expect, expectAccessible, test } from './fixtures'

const dialog = (page: Page, name: string) => page.getByRole('dialog', { name })

/** Makes a private room, as the button beside the rooms does. */
async function makeRoom(page: Page, title: string): Promise<string> {
  await page.goto('/?dialog=new')
  const made = dialog(page, SCREENS.manage.titles.new)
  await made.getByText(SCREENS.manage.new.create, { exact: true }).click()
  await made.getByRole('textbox', { name: SCREENS.manage.create.title }).fill(title)
  await made.getByText('🚀').click()
  await expectAccessible(page)
  await made.getByRole('button', { name: SCREENS.manage.create.submit }).click()
  await page.waitForURL(/\/r\//)
  await expect(made).toHaveCount(0)
  return new URL(page.url()).pathname
}

/** Makes a link in the dialog of the room. */
async function makeLink(page: Page, room: string): Promise<string> {
  await page.goto(`${room}?dialog=invite`)
  const invite = dialog(page, SCREENS.manage.titles.invite)
  await invite.getByRole('button', { name: SCREENS.manage.invite.make }).click()
  await expect(invite.getByRole('img', { name: SCREENS.manage.invite.qr })).toBeVisible()
  await expectAccessible(page)
  return new URL(await invite.getByRole('textbox', { name: SCREENS.manage.invite.link }).first().inputValue()).pathname
}

test('an owner makes a private room, a guest comes in by a link, and is removed while the room is open', async ({ app, person, member, expectNetworkErrors }) => {
  const ada = await person('Ada', { path: null })
  await claim(ada, app, 'Ada', 'ada')
  const room = await makeRoom(ada, 'Core team')
  await say(ada, 'welcome')
  const link = await makeLink(ada, room)

  const mira = await member('Mira')
  await mira.goto(link)
  await expect(mira.getByRole('heading', { name: 'Core team' })).toBeVisible()
  await expect(mira.getByText(/\d member/)).toBeVisible()
  await expectAccessible(mira)
  await press(mira, SCREENS.invite.join)
  await mira.waitForURL(url => url.pathname === room)
  await expectConnected(mira)
  await expectTexts(mira, ['welcome'])
  await say(mira, 'thank you')
  await expect(ada.getByTestId('notice')).toHaveText([/^.?Mira.? joined$/])
  await expect(mira.getByTestId('notice')).toHaveText(['You joined'])

  // Who is a member goes on to the room at once.
  await mira.goto(link)
  await mira.waitForURL(url => url.pathname === room)

  await ada.goto(`${room}?panel=details`)
  await ada.getByTestId('member').filter({ hasText: 'Mira' }).getByRole('button').click()
  const card = dialog(ada, SCREENS.manage.titles.member)
  await card.getByRole('button', { name: SCREENS.manage.member.remove }).click()
  await card.getByRole('textbox', { name: SCREENS.manage.member.reason }).fill('wrong room')
  expectNetworkErrors(/404|403/)
  await card.getByRole('button', { name: 'Remove Mira' }).click()
  await expect(card).toHaveCount(0)
  await expect(mira.getByTestId('room-gone')).toBeVisible()

  await ada.goto(`${room}?dialog=log`)
  await expect(ada.getByTestId('log-entry').first()).toContainText('Ada removed Mira')
  await expect(ada.getByTestId('log-entry').first()).toContainText('wrong room')
})

test('a link that was revoked says so, with a way home', async ({ app, person, expectNetworkErrors }) => {
  const ada = await person('Ada', { path: null })
  await claim(ada, app, 'Ada', 'ada')
  const room = await makeRoom(ada, 'Core team')
  const link = await makeLink(ada, room)
  const invite = dialog(ada, SCREENS.manage.titles.invite)
  await invite.getByRole('button', { name: SCREENS.manage.invite.revoke }).click()
  await expect(invite.getByText(SCREENS.manage.invite.none)).toBeVisible()

  expectNetworkErrors(/404/)
  const mira = await person('Mira', { path: null })
  await mira.goto(link)
  await expect(mira.getByRole('heading', { name: SCREENS.invite.dead })).toBeVisible()
  await expectAccessible(mira)
  await mira.getByRole('link', { name: WORDS.en.page.home }).first().click()
  await expectConnected(mira)
})

test('a room is renamed for everybody, and deleted with its name typed', async ({ app, person }) => {
  const ada = await person('Ada', { path: null })
  await claim(ada, app, 'Ada', 'ada')
  const room = await makeRoom(ada, 'Core team')
  await ada.goto(`${room}?dialog=room`)
  const settings = dialog(ada, SCREENS.manage.titles.room)
  await settings.getByRole('textbox', { name: SCREENS.manage.create.title }).fill('Crew')
  await settings.getByRole('button', { name: WORDS.en.name.save }).click()
  await expect(settings.getByText(WORDS.en.name.saved)).toBeVisible()
  await expectAccessible(ada)
  await ada.keyboard.press('Escape')
  await expect(settings).toHaveCount(0)
  await expect(ada.getByText('Crew').first()).toBeVisible()

  await ada.goto(`${room}?dialog=room`)
  await settings.getByRole('button', { name: SCREENS.manage.room.removeBegin }).click()
  await expect(settings.getByRole('button', { name: SCREENS.manage.room.remove })).toBeDisabled()
  await settings.getByRole('textbox', { name: /Type/ }).fill('Crew')
  await settings.getByRole('button', { name: SCREENS.manage.room.remove }).click()
  await expect(ada.getByTestId('room-gone')).toBeVisible()
})

test('two people find each other and talk alone', async ({ app, person, member }) => {
  const ada = await person('Ada', { path: null })
  await claim(ada, app, 'Ada', 'ada')
  const mira = await member('Mira')
  await keep(mira, 'mira')

  await ada.goto('/?dialog=new')
  const found = dialog(ada, SCREENS.manage.titles.new)
  await found.getByText(SCREENS.manage.new.people, { exact: true }).click()
  await found.getByRole('button', { name: 'Message Mira' }).click()
  await ada.waitForURL(/\/r\/d_/)
  await say(ada, 'only for you')
  await mira.goto(new URL(ada.url()).pathname)
  await expectConnected(mira)
  await expectTexts(mira, ['only for you'])
  await expect(composer(mira)).toBeVisible()
})

test('a dialog closes by Back and gives the focus back', async ({ app, person }) => {
  const ada = await person('Ada', { path: null })
  await claim(ada, app, 'Ada', 'ada')
  await makeRoom(ada, 'Core team')
  await ada.goto(`${new URL(ada.url()).pathname}?panel=details`)
  const opener = ada.getByRole('button', { name: WORDS.en.details.settings })
  await opener.click()
  const settings = dialog(ada, SCREENS.manage.titles.room)
  await expect(settings.getByRole('button', { name: WORDS.en.menu.close })).toBeFocused()
  await ada.goBack()
  await expect(settings).toHaveCount(0)
  await expect(opener).toBeFocused()
})
