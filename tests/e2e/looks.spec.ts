import type { Page } from '@playwright/test'
import { THEME_COLOR } from '../../shared/theme'
import { expectGoodInBothThemes, isDark } from './both-themes'
import {
  ROOM_1, ROOM_2, WORDS, composer, expectConnected, expectTexts, messages, notice, openMenu, say, tab, takeName, texts,
  type Language,
} from './chat'
import { expect, expectAccessible, readOnlyTest, test, type PersonOptions } from './fixtures'
import { choose, deleteMessage, editingBar, messageMenu, openMessageMenu, question, saveEdit } from './message-menu'
import { goOffline, goOnline } from './network'
import { expectFits, expectStill, watchShifts } from './layout'
import { fillRoom, post, postLines } from './server'

const SMALL_PHONE = { width: 320, height: 640 }

const SCREENS = {
  'a phone': { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, reducedMotion: 'no-preference' },
  'a desktop': { viewport: { width: 1280, height: 800 } },
} as const satisfies Record<string, PersonOptions>

const LONG
  = 'Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverleihungsurkunde, https://example.org/a/very/long/path/that/does/not/end?with=a&query=that-does-not-either and then some more words.'

test.use({ appEnv: { RATE_LIMIT: 'off' } })

/** The colours of the browser's own bars, in a light and in a dark system. */
const barColors = (page: Page) =>
  page.locator('meta[name="theme-color"]').evaluateAll(all => all.map(meta => meta.getAttribute('content')))

for (const [screen, options] of Object.entries(SCREENS)) {
  for (const language of ['en', 'zh'] as const satisfies Language[]) {
    test(`on ${screen}, ${language}: every state fits the screen and axe finds nothing, light and dark`, async ({ app, person, expectNetworkErrors }) => {
      expectNetworkErrors()
      const words = WORDS[language]
      const page = await person('Ann', { ...options, locale: language === 'zh' ? 'zh-CN' : 'en-US' })
      const check = async (state: string) => test.step(state, async () => {
        // In the second language are no other colours.
        await expectGoodInBothThemes(page, { darkContrast: language === 'en' })
        if (screen !== 'a phone') return
        await page.setViewportSize(SMALL_PHONE)
        await expectFits(page)
        await page.setViewportSize(options.viewport)
      })
      await expectConnected(page)
      await expect(page.locator('html')).toHaveAttribute('lang', language === 'zh' ? 'zh-CN' : 'en')
      await expect(page.getByRole('heading', { name: words.name.title })).toBeVisible()
      await check('the name card')

      await takeName(page, 'Ann', language)
      await expect(page.getByRole('heading', { name: words.room.emptyTitle })).toBeVisible()
      await check('an empty room')

      await post(app, ROOM_1.id, 'Good morning!')
      await post(app, ROOM_1.id, LONG)
      await say(page, 'My own\nmessage', language)
      await say(page, LONG, language)
      await postLines(app, ROOM_1.id, 12)
      await postLines(app, ROOM_2.id, 120)
      await expect(texts(page)).toHaveCount(16)
      await expect(texts(page).last()).toBeInViewport()
      await expect(page.getByTestId('unread')).toHaveAttribute('data-count', '120')
      await check('a conversation, and many unread messages in the other room')

      const menu = await openMenu(page, language)
      await expect(menu.getByRole('radio', { name: words.menu.system })).toBeChecked()
      await check('the menu')
      await page.keyboard.press('Escape')
      await expect(menu).toBeHidden()

      await say(page, 'to be changed', language)
      await openMessageMenu(page, 'to be changed')
      await check('the menu of a message')
      await messageMenu(page).getByRole('menuitem', { name: words.message.delete, exact: true }).click()
      await expect(question(page)).toBeVisible()
      await check('the question before a message is deleted')
      await page.keyboard.press('Escape')
      await expect(question(page)).toBeHidden()
      await choose(page, 'to be changed', 'edit', language)
      await composer(page, language).fill('changed')
      await check('the editing of a message')
      await saveEdit(page, language)
      await expect(editingBar(page)).toHaveCount(0)

      await goOffline(page)
      await expect(notice(page)).toContainText(words.connection.offline)
      await deleteMessage(page, 'changed', language)
      await say(page, 'written offline', language)
      for (const waiting of [words.send.waiting_send, words.send.waiting_delete])
        await expect(messages(page).getByRole('button', { name: waiting })).toBeVisible()
      await check('offline, with a message and a deletion that wait')
    })
  }
}

for (const [screen, options] of Object.entries({ ...SCREENS, 'a small phone': { ...SCREENS['a phone'], viewport: SMALL_PHONE } })) {
  test(`on ${screen} nothing moves but the list: while the page loads, while messages come, and while it is offline`, async ({ app, person, expectNetworkErrors }) => {
    expectNetworkErrors()
    await fillRoom(app, ROOM_1.id, 30)
    const page = await person('Ann', { ...options, reducedMotion: 'no-preference', path: null })
    const shifts = await watchShifts(page)
    await test.step('a first visit', async () => {
      await page.goto('/')
      await expectConnected(page)
      await expect(texts(page).last()).toBeInViewport()
      expectStill(await shifts())
    })
    await takeName(page, 'Ann')
    await test.step('a reload', async () => {
      await page.reload()
      await expectConnected(page)
      await expect(texts(page).last()).toBeInViewport()
      expectStill(await shifts())
    })
    await test.step('messages that come move the list only', async () => {
      await post(app, ROOM_1.id, LONG)
      await postLines(app, ROOM_1.id, 3, 31)
      await postLines(app, ROOM_2.id, 1)
      await expect(texts(page).last()).toHaveText('line 33')
      await expect(page.getByTestId('unread')).toHaveAttribute('data-count', '1')
      expectStill((await shifts()).filter(({ inLog }) => !inLog))
    })
    await test.step('losing and finding the connection', async () => {
      const before = (await shifts()).length
      await goOffline(page)
      await expect(notice(page)).toBeVisible()
      await goOnline(page)
      await expectConnected(page)
      await expect(notice(page)).toHaveCount(0)
      expectStill((await shifts()).slice(before))
    })
  })
}

readOnlyTest('the colours follow the system, also when it changes', async ({ person }) => {
  const page = await person('Ann', { colorScheme: 'light' })
  await expectConnected(page)
  expect(await isDark(page)).toBe(false)
  await page.emulateMedia({ colorScheme: 'dark' })
  await expect.poll(() => isDark(page)).toBe(true)
})

readOnlyTest('colours that were chosen in the menu stay, over a reload and against the system', async ({ person }) => {
  const page = await person('Ann', { colorScheme: 'light' })
  await expectConnected(page)
  const menu = await openMenu(page)
  await menu.getByText('Dark', { exact: true }).click()
  await expect.poll(() => isDark(page)).toBe(true)
  expect(new Set(await barColors(page))).toEqual(new Set([THEME_COLOR.dark]))
  await page.reload()
  expect(await isDark(page)).toBe(true)
  await expectConnected(page)
  expect(await isDark(page)).toBe(true)
  // The menu has an address, so that it is open after the reload.
  await menu.getByText('System', { exact: true }).click()
  await expect.poll(() => isDark(page)).toBe(false)
  expect(await barColors(page)).toEqual([THEME_COLOR.light, THEME_COLOR.dark])
})

test('the language that was chosen in the menu is taken at once, and stays over a reload', async ({ app, person }) => {
  const page = await person('Ann')
  await takeName(page, 'Ann')
  const menu = await openMenu(page)
  await menu.getByText('中文', { exact: true }).click()
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN')
  await page.keyboard.press('Escape')
  await say(page, '你好', 'zh')
  await expectTexts(page, ['你好'])
  await expect(tab(page, '二号客服')).toBeVisible()

  await page.reload()
  await expectConnected(page)
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN')
  await expect(tab(page, '一号客服')).toBeVisible()
  const sent = await page.request.get(app.url)
  expect(await sent.text()).toContain('一号客服')
})

readOnlyTest('an address that does not exist gets a page that says so and leads back', async ({ app, person, expectNetworkErrors }) => {
  expectNetworkErrors(/404/)
  const page = await person('Ann', { path: '/no-such-page' })
  await expect(page.getByRole('heading', { name: 'Page not found' })).toBeVisible()
  await expectFits(page)
  await expectAccessible(page)
  await page.getByRole('link', { name: 'Go to the chat' }).click()
  await expect(page).toHaveURL(`${app.url}/`)
  await expectConnected(page)
})
