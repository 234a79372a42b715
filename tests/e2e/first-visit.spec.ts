import type { BrowserContext, Page } from '@playwright/test'
import {
  WORDS, composer, expectAllSent, expectConnected, expectTexts, nameField, notice, say, takeName, texts,
} from './chat'
import { expect, readOnlyTest, test } from './fixtures'
import { postLines } from './server'

/** Further tabs of one browser, opened at the same moment. */
async function openTabs(context: BrowserContext, url: string, count: number): Promise<Page[]> {
  const tabs = await Promise.all(Array.from({ length: count }, () => context.newPage()))
  await Promise.all(tabs.map(tab => tab.goto(url)))
  return tabs
}

const me = (page: Page): Promise<string> =>
  page.evaluate(async () => (await (await fetch('/api/session')).json()).user.id)

// One of two tabs said "Session ended. Load the page again", 8 times of 8.
for (const [count, host] of [[2, '127.0.0.1'], [5, '127.0.0.1'], [2, 'chat.lan'], [5, 'chat.lan']] as const) {
  test(`${count} tabs that open at once in a new browser are one person, ${host === 'chat.lan' ? 'without' : 'with'} locks`, async ({ app, person }) => {
    const first = await person('Ann', { path: null })
    const tabs = await openTabs(first.context(), `http://${host}:${app.port}/`, count)
    for (const tab of tabs) await expectConnected(tab)
    expect(new Set(await Promise.all(tabs.map(me))).size).toBe(1)

    const [one, ...others] = tabs
    if (!one) throw new Error('No tab was opened.')
    await takeName(one, 'Ann')
    for (const tab of others) await expect(composer(tab)).toBeVisible()
    await say(one, 'from the first tab')
    for (const [index, tab] of others.entries()) await say(tab, `from tab ${index + 2}`)
    for (const tab of tabs) {
      await expectAllSent(tab)
      await expect(texts(tab)).toHaveCount(count)
    }
    const authors = await one.evaluate(async () => {
      const { messages } = await (await fetch('/api/rooms/channel_1/messages')).json()
      return messages.map((message: { author: { id: string } }) => message.author.id)
    })
    expect(new Set(authors).size).toBe(1)
  })
}

/** What a browser throws that refuses storage. */
function refuseStorage(): void {
  for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'caches']) {
    Object.defineProperty(window, name, {
      get() {
        throw new DOMException(`Access to ${name} is denied.`, 'SecurityError')
      },
    })
  }
  window.BroadcastChannel = new Proxy(window.BroadcastChannel, {
    construct() {
      throw new DOMException('Access is denied.', 'SecurityError')
    },
  })
}

// The script of the colours failed, and the page was "Something went wrong … what you wrote is kept", for ever.
test('a browser that refuses all storage but cookies shows the page, which says that nothing is kept', async ({ app, person, expectNetworkErrors }) => {
  const page = await person('Ann', { path: null, colorScheme: 'dark' })
  await page.addInitScript(refuseStorage)
  await page.goto('/')
  await takeName(page, 'Ann')
  await say(page, 'hello')
  await expectTexts(page, ['hello'])
  await expectAllSent(page)
  expect(await page.evaluate(() => document.documentElement.className)).toContain('van-theme-dark')
  expectNetworkErrors()
  await app.kill()
  await say(page, 'would be lost')
  await expect(page.getByText(WORDS.en.composer.unsaved)).toBeVisible()
})

readOnlyTest('a browser that keeps no cookie is told what the page needs', async ({ person, expectNetworkErrors }) => {
  expectNetworkErrors()
  const page = await person('Ann', { path: null })
  await page.route('**/api/session', async (route) => {
    // Not `route.fetch`, which puts the cookies of the answer into the browser, where the socket finds them.
    const response = await fetch(route.request().url())
    await route.fulfill({ status: response.status, contentType: 'application/json', body: await response.text() })
  })
  await page.goto('/')
  await expect(notice(page)).toContainText(WORDS.en.connection.cookies)
  await expect(notice(page).getByRole('button', { name: WORDS.en.connection.reload })).toBeVisible()
})

readOnlyTest('a browser that says that it keeps no cookie is told at once', async ({ person }) => {
  const page = await person('Ann', { path: null })
  await page.addInitScript(() => Object.defineProperty(navigator, 'cookieEnabled', { get: () => false }))
  await page.goto('/')
  await expect(notice(page)).toContainText(WORDS.en.connection.cookies)
})

test('a first visit shows the newest messages before the program of the page is there', async ({ app, browser }) => {
  await postLines(app, 'channel_1', 30)
  await expect
    .poll(async () => (await fetch(app.url, { headers: { accept: 'text/html' } })).text())
    .toContain('line 30')
  const context = await browser.newContext({
    baseURL: app.url,
    javaScriptEnabled: false,
    viewport: { width: 390, height: 844 },
  })
  const page = await context.newPage()
  await page.goto('/')
  await expect(page.getByText('line 30', { exact: true })).toBeInViewport()
  await expect(page.locator('[data-first-rows] > .first__text')).toHaveCount(20)
  await context.close()
})

test('a first visit shows the newest messages before it is connected, each once', async ({ app, person, expectNetworkErrors }) => {
  expectNetworkErrors()
  await postLines(app, 'channel_1', 30)
  // The server reads them once a second for all first visits, and when it starts.
  await expect.poll(async () => (await fetch(app.url, { headers: { accept: 'text/html' } })).text()).toContain('line 30')
  const page = await person('Ann', { path: null })
  let connect = () => {}
  const held = new Promise<void>((resolve) => {
    connect = resolve
  })
  await page.route('**/api/session', async (route) => {
    await held
    await route.continue()
  })
  await page.goto('/')
  await expect(texts(page).last()).toHaveText('line 30')
  await expect(texts(page)).toHaveCount(20)
  connect()
  await expectConnected(page)
  await expect(texts(page).last()).toHaveText('line 30')
  // Read at one moment: older messages may come meanwhile.
  const shown = await texts(page).allTextContents()
  expect(new Set(shown).size).toBe(shown.length)
})

readOnlyTest('a first visit that can\'t reach the server again tries until it can', async ({ person, expectNetworkErrors }) => {
  expectNetworkErrors()
  const page = await person('Ann', { path: null })
  let away = true
  await page.route('**/api/session', route => away ? route.abort() : route.continue())
  await page.goto('/')
  await expect(page.getByTestId('connection')).toHaveAttribute('data-state', 'trying')
  away = false
  await expectConnected(page)
  await expect(nameField(page)).not.toHaveValue('')
})
