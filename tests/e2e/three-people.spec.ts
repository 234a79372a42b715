import type { Page } from '@playwright/test'
import zh from '../../i18n/screens/zh.json' with { type: 'json' }
import { startApp } from '../support/app'
import { freePort } from '../support/free-port'
import { startOidcProvider } from '../support/oidc-provider'
import { claim, expectChat, PASSWORD, press, SCREENS } from './accounts'
import {
  composer, connection, expectAllSent, expectConnected, expectTexts, line, notice, ROOM_1, say, tab, WORDS,
} from './chat'
import { expect, expectAccessible, test as base } from './fixtures'
import { expectFits } from './layout'
import { openMessageMenu } from './message-menu'

const PHONE = {
  viewport: { width: 390, height: 844 },
  isMobile: true,
  hasTouch: true,
  deviceScaleFactor: 2,
  locale: 'zh-CN',
} as const
const SUBJECT = 'bo-at-work'

/** The app beside a provider that knows Bo. */
const test = base.extend({
  app: async ({ browserName: _ }, use) => {
    const port = await freePort()
    const provider = await startOidcProvider([`http://127.0.0.1:${port}/api/oidc/work/callback`])
    provider.people.set(SUBJECT, { name: 'Bo', preferred_username: 'bo' })
    const app = await startApp({ port, env: { OIDC_PROVIDERS: JSON.stringify([provider.settings]) } })
    await use(app)
    await app.stop()
    await provider.stop()
  },
})

// A step that waits in vain is said to be the one, and not the test.
test.use({ actionTimeout: 20_000 })

const unread = (page: Page, title: string) => tab(page, title).getByTestId('unread')
const dialog = (page: Page, name: string) => page.getByRole('dialog', { name })
const memberOf = (page: Page, name: string) =>
  page.getByTestId('details').getByTestId('member').filter({ hasText: name })

/** On a phone the rooms lie behind the one that is open. */
async function toRooms(page: Page): Promise<void> {
  const back = page.getByTestId('to-rooms')
  if (await back.isVisible()) await back.click()
}

async function signInChinese(page: Page, handle: string): Promise<void> {
  await page.goto('/signin')
  await page.getByRole('textbox', { name: zh.handle.label }).fill(handle)
  await page.getByRole('textbox', { name: zh.password.label, exact: true }).fill(PASSWORD)
  await press(page, zh.signIn.submit)
  await expectChat(page)
}

test('three people come to a place and live in it: on a desktop and on phones, in English and in Chinese', async ({ app, person, member, expectNetworkErrors }) => {
  const { step } = test
  // Many pages: on a machine that is busy with other things each takes its time.
  test.setTimeout(360_000)
  const ada = await person('Ada', { path: null, colorScheme: 'dark' })
  const mira = await member('Mira', PHONE)
  const bo = await person('Bo', { path: null, colorScheme: 'dark' })
  let room = ''
  let link = ''

  await step('Ada becomes the owner, and asks for an invitation from all who want an account', async () => {
    await claim(ada, app, 'Ada', 'ada')
    await ada.goto('/settings/place')
    await ada.getByText(SCREENS.settings.place.signUp.invitedText).click()
    await expect(ada.getByRole('status').filter({ hasText: WORDS.en.name.saved })).toBeVisible()
    await ada.goto('/')
    await expectConnected(ada)
  })

  await step('Mira talks as a guest, in Chinese, on a phone', async () => {
    await say(mira, '你好', 'zh')
    await expectTexts(ada, ['你好'])
    await say(ada, 'Hello Mira')
    await expectTexts(mira, ['你好', 'Hello Mira'])
  })

  await step('Ada makes a private room and a link to it', async () => {
    await ada.goto('/?dialog=new')
    const made = dialog(ada, SCREENS.manage.titles.new)
    await made.getByText(SCREENS.manage.new.create, { exact: true }).click()
    await made.getByRole('textbox', { name: SCREENS.manage.create.title }).fill('Core team')
    await made.getByRole('button', { name: SCREENS.manage.create.submit }).click()
    await ada.waitForURL(/\/r\//)
    room = new URL(ada.url()).pathname
    await expect(composer(ada)).toBeFocused()
    await say(ada, 'Welcome')
    await ada.goto(`${room}?dialog=invite`)
    const invite = dialog(ada, SCREENS.manage.titles.invite)
    await invite.getByRole('button', { name: SCREENS.manage.invite.make }).click()
    link = new URL(await invite.getByRole('textbox', { name: SCREENS.manage.invite.link }).first().inputValue())
      .pathname
  })

  await step('Mira keeps what she wrote in an account that the invitation permits, and lands in the room', async () => {
    await mira.goto(link)
    await mira.getByRole('link', { name: zh.invite.signIn }).click()
    await mira.getByRole('textbox', { name: zh.handle.label }).fill('mira')
    await mira.getByRole('textbox', { name: zh.password.new }).fill(PASSWORD)
    await press(mira, zh.keep.submit)
    await mira.waitForURL(url => url.pathname === room)
    await expectTexts(mira, ['Welcome'])
    await expectFits(mira)
    await expectAccessible(mira)
  })

  await step('Bo comes by the same link and signs in with the account of his work', async () => {
    await bo.goto(link)
    await bo.getByRole('link', { name: SCREENS.invite.signIn }).click()
    await bo.getByRole('link', { name: SCREENS.signIn.with.replace('{name}', 'Work account') }).click()
    await bo.getByRole('textbox', { name: 'Name' }).fill(SUBJECT)
    await bo.getByRole('button', { name: 'Sign in' }).click()
    await bo.waitForURL(url => url.pathname === room)
    await say(bo, 'Hi all')
    await say(mira, '大家好', 'zh')
    for (const page of [ada, bo, mira]) await expect(line(page, '大家好')).toBeVisible()
  })

  await step('Ada gives Bo the role of a moderator', async () => {
    await ada.goto(`${room}?panel=details`)
    await memberOf(ada, 'Bo').getByRole('button').click()
    const card = dialog(ada, SCREENS.manage.titles.member)
    await card.getByText(SCREENS.role.moderator, { exact: true }).click()
    await ada.keyboard.press('Escape')
    await expect(memberOf(ada, 'Bo')).toContainText(SCREENS.role.moderator)
  })

  const desk = await person('Mira at a desk', { path: null, locale: 'zh-CN' })
  await step('Ada writes to Mira alone, who is counted one unread message on both devices until she reads it on one', async () => {
    await signInChinese(desk, 'mira')
    await ada.goto('/?dialog=new')
    const found = dialog(ada, SCREENS.manage.titles.new)
    await found.getByText(SCREENS.manage.new.people, { exact: true }).click()
    await found.getByRole('button', { name: 'Message Mira' }).click()
    await ada.waitForURL(/\/r\/d_/)
    await say(ada, 'only for you')
    await toRooms(mira)
    for (const page of [mira, desk]) await expect(unread(page, 'Ada')).toHaveAttribute('data-count', '1')
    await tab(desk, 'Ada').click()
    await expectTexts(desk, ['only for you'])
    for (const page of [mira, desk]) await expect(unread(page, 'Ada')).toHaveCount(0)
  })

  await step('Mira ends at her desk the sign-in of her phone', async () => {
    await desk.goto('/settings/sign-ins')
    expectNetworkErrors()
    await desk.getByTestId('sign-in').getByRole('button').click()
    await expect(desk.getByTestId('sign-in')).toHaveCount(0)
    await expect(notice(mira)).toContainText(WORDS.zh.connection.signedOut)
    await signInChinese(mira, 'mira')
  })

  await step('Bo removes Mira, who has the room open, and no way leads back', async () => {
    await mira.goto(room)
    await expectConnected(mira)
    await bo.goto(`${room}?panel=details`)
    await memberOf(bo, 'Mira').getByRole('button').click()
    const card = dialog(bo, SCREENS.manage.titles.member)
    await card.getByRole('button', { name: SCREENS.manage.member.remove }).click()
    await card.getByRole('button', { name: 'Remove Mira' }).click()
    await expect(card).toHaveCount(0)
    await expect(mira.getByTestId('room-gone')).toContainText(WORDS.zh.gone.left)
    await expect(mira.getByTestId('room-gone')).toBeVisible()
    await say(bo, 'without Mira')
    await expectAllSent(bo)
    expect((await mira.goto(room))?.status()).toBe(404)
    await expect(mira.getByText('without Mira')).toHaveCount(0)
    await mira.goto('/')
    await expectConnected(mira)
    await toRooms(mira)
    await expect(tab(mira, 'Ada')).toBeVisible()
    await expect(tab(mira, 'Core team')).toHaveCount(0)
  })

  await step('Ada adds Mira by her name, and Bo deletes what she wrote before Mira leaves by herself', async () => {
    await ada.goto(`${room}?dialog=invite`)
    const invite = dialog(ada, SCREENS.manage.titles.invite)
    await invite.getByRole('searchbox', { name: SCREENS.manage.invite.byName }).fill('mira')
    await invite.getByRole('button', { name: 'Add Mira' }).click()
    await expect(invite.getByText(SCREENS.manage.invite.added)).toBeVisible()
    await tab(mira, 'Core team').click()
    await expect(line(mira, 'without Mira')).toBeVisible()
    await say(mira, '我又来了', 'zh')
    await openMessageMenu(bo, '我又来了')
    await bo.getByRole('menuitem', { name: WORDS.en.message.remove }).click()
    const deletion = dialog(bo, SCREENS.manage.titles.deletion)
    await deletion.getByRole('textbox', { name: SCREENS.manage.member.reason }).fill('a test')
    await expectAccessible(bo)
    await deletion.getByRole('button', { name: SCREENS.manage.deletion.submit }).click()
    for (const page of [ada, bo, mira]) await expect(line(page, '我又来了')).toHaveCount(0)
    await mira.goto(`${room}?dialog=leave`)
    await dialog(mira, zh.manage.titles.leave).getByRole('button', { name: zh.manage.leave.submit }).click()
    await expect(mira.getByTestId('room-gone')).toBeVisible()
  })

  await step('Ada finds the room with keys only', async () => {
    await ada.goto('/')
    await expectConnected(ada)
    await ada.keyboard.press('Control+k')
    await ada.keyboard.type('Core')
    await expect(tab(ada, ROOM_1.title)).toHaveCount(0)
    await ada.keyboard.press('Enter')
    await ada.waitForURL(url => url.pathname === room)
    await ada.keyboard.press('Escape')
    await expect(composer(ada)).toBeFocused()
    await ada.keyboard.type('still here?')
    await ada.keyboard.press('Enter')
    await expect(line(bo, 'still here?')).toBeVisible()
  })

  await step('Ada links her account with that of her work, and comes back by it', async () => {
    await ada.goto('/settings/security')
    const { providers } = SCREENS.settings
    await press(ada, providers.link.replace('{name}', 'Work account'))
    const form = ada.locator('form').filter({ has: ada.getByRole('button', { name: providers.go }) })
    await form.getByRole('textbox', { name: SCREENS.password.current }).fill(PASSWORD)
    await press(ada, providers.go)
    await ada.getByRole('textbox', { name: 'Name' }).fill('ada-at-work')
    await press(ada, 'Sign in')
    await ada.waitForURL(url => url.pathname === '/settings/security')
    await expect(ada.getByText(providers.linked)).toBeVisible()
    await press(ada, SCREENS.settings.signOut)
    await ada.waitForURL(url => url.pathname === '/')
    await ada.goto('/signin')
    await ada.getByRole('link', { name: SCREENS.signIn.with.replace('{name}', 'Work account') }).click()
    await expectChat(ada)
    await ada.goto('/settings/profile')
    await expect(ada.getByText('@ada').first()).toBeVisible()
  })

  await step('the browser of Bo dies, and Ada sees him leave', async () => {
    await ada.goto(`${room}?panel=details`)
    await expect(memberOf(ada, 'Bo').getByText(WORDS.en.room.online)).toHaveCount(1)
    // Its process is gone: nothing of it says goodbye.
    const devtools = await bo.context().newCDPSession(bo)
    devtools.send('Page.crash').catch(() => {})
    await expect(memberOf(ada, 'Bo').getByText(WORDS.en.room.online)).toHaveCount(0, { timeout: 40_000 })
    await expect(connection(ada)).toHaveAttribute('data-state', 'open')
  })
})
