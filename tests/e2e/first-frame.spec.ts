import { WORDS, expectConnected, openMenu, takeName } from './chat'
import { expect, readOnlyTest } from './fixtures'

// For 1.5 s people saw a black logo over the whole screen and bare HTML.
for (const language of ['en-US', 'zh-CN']) {
  readOnlyTest(`the first frame has its styles, however late they come (${language})`, async ({ app, person }) => {
    const page = await person('Ann', { path: null, locale: language })
    // Programs come even later. One that could not be had at all would make the page load itself once more.
    await page.route('**/_nuxt/*.js', () => {})
    const late: (() => void)[] = []
    await page.route('**/_nuxt/*.css', async (route) => {
      await new Promise<void>(resolve => late.push(resolve))
      await route.continue()
    })
    await page.addInitScript(() => {
      const styled: boolean[] = []
      Object.assign(window, { styled })
      new PerformanceObserver(() => {
        const logo = document.querySelector('.logo')
        styled.push(
          logo !== null
          && logo.clientWidth < 60
          && getComputedStyle(document.querySelector('.app') ?? document.body).position === 'fixed',
        )
      }).observe({ type: 'paint', buffered: true })
    })
    await page.goto(app.url, { waitUntil: 'commit' })
    await expect.poll(() => late.length).toBeGreaterThan(1)
    for (const release of late) release()
    await expect.poll(() => page.evaluate(() => Reflect.get(window, 'styled').length)).toBeGreaterThan(0)
    expect(await page.evaluate(() => Reflect.get(window, 'styled')[0])).toBe(true)
  })
}

readOnlyTest('a page fetches nothing that it does not use, and each file once', async ({ person }) => {
  const page = await person('Ann', { path: null })
  const files: string[] = []
  page.on('request', request => files.push(new URL(request.url()).pathname))
  await page.goto('/')
  await expectConnected(page)
  await page.waitForLoadState('networkidle')
  const assets = files.filter(file => file.startsWith('/_nuxt/'))
  expect(new Set(assets).size).toBe(assets.length)
  expect(files.filter(file => !file.startsWith('/_nuxt/') && !file.startsWith('/favicon')).toSorted()).toEqual([
    '/',
    '/api/session',
    '/api/session',
  ])
})

// The menu was fetched when it was first opened. Where it could not be had, the page was inert for good.
readOnlyTest('the menu opens offline, also for the first time, and closes again', async ({ member }) => {
  const ann = await member('Ann')
  await ann.waitForLoadState('networkidle')
  await ann.context().setOffline(true)
  const menu = await openMenu(ann)
  await ann.keyboard.press('Escape')
  await expect(menu).toBeHidden()
  await expect(ann.getByTestId('menu-button')).toBeFocused()
})

readOnlyTest('a language whose texts can\'t be had leaves the page as it is, and is taken when they can', async ({ person, expectNetworkErrors }) => {
  expectNetworkErrors()
  const page = await person('Ann')
  await takeName(page, 'Ann')
  const menu = await openMenu(page)
  await page.context().setOffline(true)
  await menu.getByText('中文', { exact: true }).click()
  await expect(menu.getByRole('alert').filter({ hasText: WORDS.en.menu.languageFailed })).toBeVisible()
  await expect(menu.getByRole('radio', { name: 'English' })).toBeChecked()
  await expect(page.locator('html')).toHaveAttribute('lang', 'en')
  await page.context().setOffline(false)
  await menu.getByText('中文', { exact: true }).click()
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN')
})
