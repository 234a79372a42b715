import type { Page } from '@playwright/test'
import { claim, expectChat, handleInput, keep, PASSWORD, passwordInput, press, SCREENS, signIn } from './accounts'
import { composer, expectAllSent, expectConnected, expectTexts, notice, openMenu, say, WORDS } from './chat'
import { expect, expectAccessible, test } from './fixtures'
import { openMessageMenu } from './message-menu'
import { goOffline, goOnline } from './network'

/** A picture of one dot. */
const DOT = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

const section = (page: Page, name: string) => page.getByRole('link', { name, exact: true })

test('the owner comes by the printed link, which works once', async ({ app, person, expectNetworkErrors }) => {
  expectNetworkErrors(/410|409|404|403/)
  const ada = await person('Ada', { path: null })
  await claim(ada, app, 'Ada', 'ada')
  const menu = await openMenu(ada)
  await expect(menu.getByText('@ada')).toBeVisible()

  const eve = await person('Eve', { path: null })
  const link = app.logs().flatMap(line => /\/owner#[\w-]+/.exec(line)?.[0] ?? []).at(-1) ?? ''
  await eve.goto(link)
  await eve.getByRole('textbox', { name: 'Your name' }).fill('Eve')
  await handleInput(eve).fill('eve')
  await passwordInput(eve, SCREENS.password.new).fill(PASSWORD)
  await press(eve, SCREENS.owner.submit)
  await expect(eve.getByRole('alert')).toHaveText(SCREENS.owner.used)
})

test('a guest talks, is told once, and becomes an account with all messages', async ({ member }) => {
  const mira = await member('Mira', { guestLine: true })
  await expect(mira.getByTestId('guest-line')).toHaveCount(0)
  await say(mira, 'my order is late')
  await expect(mira.getByTestId('guest-line')).toBeVisible()
  await expectAllSent(mira)
  await mira.getByRole('link', { name: WORDS.en.guest.keep }).click()
  await expect(mira.getByRole('heading', { name: SCREENS.keep.title })).toBeVisible()
  await expect(mira.getByText('You\'ll still be Mira.')).toBeVisible()
  await expectAccessible(mira)
  await handleInput(mira).fill('mira')
  await passwordInput(mira, SCREENS.password.new).fill(PASSWORD)
  await press(mira, SCREENS.keep.submit)

  await expectChat(mira)
  await expectTexts(mira, ['my order is late'])
  await say(mira, 'still me')
  await expect(mira.getByTestId('guest-line')).toHaveCount(0)
  await openMessageMenu(mira, 'my order is late')
  await expect(mira.getByRole('menuitem', { name: WORDS.en.message.edit })).toBeVisible()
})

test('a new name and a picture of an account stand beside what it wrote before, at once and after a reload', async ({ member }) => {
  const ann = await member('Ann')
  await keep(ann, 'ann')
  await say(ann, 'written before')
  const bo = await member('Bo')
  await expectTexts(bo, ['written before'])
  const row = bo.getByTestId('message').filter({ hasText: 'written before' })
  await expect(row).toContainText('Ann')

  await ann.goto('/settings/profile')
  await ann.getByTestId('picture-file').setInputFiles({ name: 'me.png', mimeType: 'image/png', buffer: DOT })
  await expect(ann.getByRole('button', { name: SCREENS.picture.change })).toBeVisible()
  await ann.getByRole('textbox', { name: WORDS.en.name.label }).fill('Belinda')
  await ann.getByRole('button', { name: WORDS.en.name.save }).first().click()
  for (const again of [false, true]) {
    if (again) await bo.reload()
    await expect(row).toContainText('Belinda')
    await expect(row).not.toContainText('Ann')
    await expect.poll(() => row.locator('img').evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(256)
  }
  await ann.getByRole('button', { name: SCREENS.picture.remove, exact: true }).click()
  await expect(row.locator('img')).toHaveCount(0)
  await expect(row).toContainText('B')
})

test('a wrong password is said in place, the right one leads in, and the way back is only within the site', async ({ member, person, expectNetworkErrors }) => {
  expectNetworkErrors(/401/)
  const mira = await member('Mira')
  await keep(mira, 'mira')

  const phone = await person('Mira on another device', { path: null })
  await phone.goto('/signin?to=https://evil.example/')
  await handleInput(phone).fill('mira')
  await passwordInput(phone).fill('something else')
  await press(phone, SCREENS.signIn.submit)
  await expect(phone.getByRole('alert')).toHaveText(SCREENS.signIn.wrong)
  await passwordInput(phone).fill(PASSWORD)
  await passwordInput(phone).press('Enter')
  await expectChat(phone)
  await expect(composer(phone)).toBeVisible()
})

test('a sign-in is ended on another device, whose page says so and keeps what waits', async ({ member, person, expectNetworkErrors }) => {
  const mira = await member('Mira')
  await keep(mira, 'mira')
  const phone = await person('Mira on another device', { path: null })
  await signIn(phone, 'mira')
  await expectChat(phone)

  await mira.goto('/settings')
  await section(mira, SCREENS.settings.pages['sign-ins']).click()
  await expect(mira.getByTestId('sign-in')).toHaveCount(1)
  await expectAccessible(mira)
  expectNetworkErrors()
  await goOffline(phone)
  await composer(phone).fill('written without a connection')
  await composer(phone).press('Enter')
  await mira.getByRole('button', { name: /^Sign out .+/ }).first().click()
  await expect(mira.getByTestId('sign-in')).toHaveCount(0)

  await goOnline(phone)
  await expect(notice(phone)).toContainText('You were signed out.', { timeout: 60_000 })
  await notice(phone).getByRole('button', { name: WORDS.en.connection.signIn }).click()
  await handleInput(phone).fill('mira')
  await passwordInput(phone).fill(PASSWORD)
  await press(phone, SCREENS.signIn.submit)
  await expectChat(phone)
  await expectTexts(phone, ['written without a connection'])
  await expectAllSent(phone)
})

test('signing out leaves nothing of the person on the page', async ({ member }) => {
  const mira = await member('Mira')
  await keep(mira, 'mira')
  const menu = await openMenu(mira)
  await menu.getByRole('button', { name: WORDS.en.menu.signOut }).click()
  await expect(mira.getByRole('textbox', { name: WORDS.en.name.label })).toBeVisible()
  await expectConnected(mira)
  await expect(mira.getByText('Mira')).toHaveCount(0)
})

test('every page of the settings is reached by keyboard, and nothing of it is in the HTML', async ({ app, person }) => {
  const ada = await person('Ada', { path: null })
  await claim(ada, app, 'Ada', 'ada')
  await ada.goto('/settings')
  for (const page of Object.values(SCREENS.settings.pages)) {
    await section(ada, page).focus()
    await ada.keyboard.press('Enter')
    await expect(ada.getByRole('heading', { level: 2, name: page })).toBeFocused()
    await expect(ada.locator('.van-skeleton')).toHaveCount(0)
    await expectAccessible(ada)
  }
  const html = await (await fetch(`${app.url}/settings/security`)).text()
  expect(html).not.toContain('Ada')
})
