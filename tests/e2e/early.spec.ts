import type { Page } from '@playwright/test'
import { ROOM_1, composer, expectConnected, expectTexts, nameField, tab, submit } from './chat'
import { expect, readOnlyTest, test } from './fixtures'

/** Opens the page with its scripts held back, as on a slow line. Gives what lets them through. */
async function openSlowly(page: Page): Promise<() => Promise<void>> {
  let release = () => {}
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  await page.route('**/_nuxt/*.js', async (route) => {
    await released
    await route.continue()
  })
  await page.goto('/', { waitUntil: 'commit' })
  return async () => {
    release()
    await expectConnected(page)
  }
}

readOnlyTest('a name that is typed before the page is ready is kept', async ({ person }) => {
  const page = await person('Ann', { path: null })
  const ready = await openSlowly(page)
  await nameField(page).fill('Ann the early')
  await ready()
  await expect(nameField(page)).toHaveValue('Ann the early')
  await page.getByRole('button', { name: 'Start chatting' }).click()
  await expect(composer(page)).toBeFocused()
})

test('a message that is typed before the page is ready is kept', async ({ member }) => {
  const ann = await member('Ann')
  const ready = await openSlowly(ann)
  await composer(ann).fill('typed at once')
  await ready()
  await expect(composer(ann)).toHaveValue('typed at once')
  await submit(ann)
  await expectTexts(ann, ['typed at once'])
})

readOnlyTest('Enter before the page is ready does not load it anew, without what was typed', async ({ app, person, problems }) => {
  const page = await person('Ann', { path: null })
  await openSlowly(page)
  await nameField(page).fill('Ann the early')
  await page.keyboard.press('Enter')
  // The policy keeps the browser from sending the form itself, and the browser says so in the console.
  await expect.poll(() => problems.all.some(({ text }) => text.includes('form-action'))).toBe(true)
  // Not through a locator: those wait for the navigation that the policy has refused.
  expect(await page.evaluate(() => [location.href, document.querySelector('input')?.value])).toEqual([
    `${app.url}/`,
    'Ann the early',
  ])
  expect(problems.all.splice(0).filter(({ text }) => !text.includes('form-action'))).toEqual([])
})

readOnlyTest('before it is ready the page shows its rooms, and does not say that one is empty', async ({ member }) => {
  const ann = await member('Ann')
  const ready = await openSlowly(ann)
  await expect(ann.getByText(ROOM_1.title)).toBeVisible()
  await expect(ann.getByText('Loading messages…')).toBeAttached()
  await expect(ann.getByRole('heading', { name: 'No messages yet' })).toHaveCount(0)
  await ready()
  await expect(ann.getByRole('heading', { name: 'No messages yet' })).toBeVisible()
  await expect(tab(ann, ROOM_1.title)).toHaveAttribute('aria-selected', 'true')
})
