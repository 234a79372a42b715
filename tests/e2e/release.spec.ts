import type { Page } from '@playwright/test'
import {
  ROOM_1, WORDS, composer, expectAllSent, expectConnected, expectTexts, log, menuButton, openMenu, say, takeName,
} from './chat'
import { ONE_WINDOW, expect, test } from './fixtures'
import { goOffline, goOnline } from './network'
import { post } from './server'

const LINK = 'see https://example.org/orders'

const releaseNotice = (page: Page) => page.getByTestId('release-notice')
const reloadButton = (page: Page) => releaseNotice(page).getByRole('button', { name: WORDS.en.page.reload })

/** From now on the server has a newer release, without the parts that this page has not fetched yet. */
async function update(page: Page): Promise<void> {
  await page.route('**/_nuxt/**', route => route.fulfill({ status: 404, body: '' }))
}

/** A page that was loaded again has lost this mark. */
const mark = (page: Page) => page.evaluate(() => void (document.documentElement.dataset.mark = 'old'))
const isMarked = (page: Page) => page.evaluate(() => document.documentElement.dataset.mark === 'old')

test('a page whose release is gone says so, goes on, and reloads only when it is asked to: the draft and the outbox stay', ONE_WINDOW, async ({ app, member, expectNetworkErrors }) => {
  expectNetworkErrors()
  const [ann, bob] = [await member('Ann'), await member('Bob')]
  await mark(ann)
  await update(ann)
  await expect(releaseNotice(ann)).toHaveCount(0)
  await composer(ann).fill('half a sen')
  await post(app, ROOM_1.id, LINK)
  await expect(releaseNotice(ann)).toContainText(WORDS.en.page.outdated)
  await expect(reloadButton(ann)).toBeVisible()
  await expect(composer(ann)).toBeFocused()
  await composer(ann).pressSequentially('tence')
  await say(ann, 'still talks')
  await expectTexts(bob, [LINK, 'still talks'])
  expect(await isMarked(ann)).toBe(true)

  await goOffline(ann)
  await say(ann, 'waits')
  await expect(ann.getByText(WORDS.en.composer.kept)).toBeVisible()
  await composer(ann).fill('a draft')
  await goOnline(ann)
  await ann.unroute('**/_nuxt/**')
  await reloadButton(ann).click()
  await expect.poll(() => isMarked(ann)).toBe(false)
  await expectConnected(ann)
  await expect(composer(ann)).toHaveValue('a draft')
  await expectTexts(ann, [LINK, 'still talks', 'waits'])
  await expectAllSent(ann)
  await expectTexts(bob, [LINK, 'still talks', 'waits'])
  await expect(releaseNotice(ann)).toHaveCount(0)
  await expect(log(ann).getByRole('link')).toHaveCount(1)
})

test('a language that the new release has under another name offers to reload, in the menu and behind it', ONE_WINDOW, async ({ member, expectNetworkErrors }) => {
  expectNetworkErrors()
  const ann = await member('Ann')
  await composer(ann).fill('a draft')
  await update(ann)
  const menu = await openMenu(ann)
  await menu.getByText('中文', { exact: true }).click()
  await expect(menu.getByTestId('release-notice')).toContainText(WORDS.en.page.outdated)
  await expect(menu.getByText(WORDS.en.menu.languageFailed)).toHaveCount(0)
  await ann.keyboard.press('Escape')
  await expect(menu).toBeHidden()
  await expect(menuButton(ann)).toBeFocused()
  await ann.unroute('**/_nuxt/**')
  await reloadButton(ann).click()
  await expect(releaseNotice(ann)).toHaveCount(0)
  await expect(composer(ann)).toHaveValue('a draft')
})

test('without a network nothing is said of an update, and what was missing is fetched when it is back', ONE_WINDOW, async ({ member, expectNetworkErrors }) => {
  expectNetworkErrors()
  const ann = await member('Ann')
  await goOffline(ann)
  const asked = ann.waitForEvent('requestfailed', request => request.url().includes('/_nuxt/'))
  await say(ann, LINK)
  await asked
  await expect(log(ann).getByRole('link')).toHaveCount(0)
  await goOnline(ann)
  await expect(log(ann).getByRole('link')).toHaveCount(1)
  await expect(releaseNotice(ann)).toHaveCount(0)
})

test('a page whose program is gone before it starts is loaded again once by itself, since nothing was typed', ONE_WINDOW, async ({ app, person, expectNetworkErrors, problems }) => {
  expectNetworkErrors()
  const page = await person('Ann', { path: null })
  const entry = /<script[^>]+src="(\/_nuxt\/[^"]+)"/.exec(
    await (await fetch(app.url, { headers: { accept: 'text/html' } })).text(),
  )?.[1]
  let loads = 0
  page.on('request', request => void (request.isNavigationRequest() && loads++))
  await page.route('**/_nuxt/*.js', route =>
    loads > 1 || new URL(route.request().url()).pathname === entry
      ? route.continue()
      : route.fulfill({ status: 404, body: '' }),
  )
  await page.goto('/')
  await takeName(page, 'Ann')
  expect(loads).toBe(2)
  // Nuxt says that it could not start.
  problems.all.splice(0)
})

// Vite asks for each style sheet once: the panel that it belongs to came without it, and stood there unstyled.
test('a style sheet that could not be had is added once it can be', ONE_WINDOW, async ({ person, expectNetworkErrors }) => {
  expectNetworkErrors()
  const ann = await person('Ann', { path: null })
  const later = /_nuxt\/later\.[\w-]+\.css$/
  const refused = ann.waitForEvent('requestfailed', request => later.test(request.url()))
  await ann.route(later, route => route.abort())
  await ann.goto('/')
  await takeName(ann, 'Ann')
  await refused
  await ann.unroute(later)
  await openMenu(ann)
  const styled = () => ann.evaluate(() => [...document.styleSheets].some((sheet) => {
    try {
      return sheet.href?.includes('/later.') && sheet.cssRules.length > 0
    }
    catch {
      // The rules of one that failed can't be read.
      return false
    }
  }))
  await expect.poll(styled).toBe(true)
  await expect(releaseNotice(ann)).toHaveCount(0)
})
