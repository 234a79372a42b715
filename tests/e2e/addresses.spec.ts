import { ROOM_1, ROOM_2, composer, expectConnected, expectTexts, menuButton, openMenu, say, tab } from './chat'
import { ONE_WINDOW, expect, readOnlyTest, test } from './fixtures'
import { post } from './server'

const path = (url: string) => new URL(url).pathname + new URL(url).search
const chosen = { 'aria-selected': 'true' }

test('the address of a room opens that room, also where the cookie names another, and the next visit of / opens it again', ONE_WINDOW, async ({ app, member }) => {
  await post(app, ROOM_2.id, 'over there')
  const ann = await member('Ann')
  expect(path(ann.url())).toBe('/')
  await ann.goto(`/r/${ROOM_2.id}`)
  await expectConnected(ann)
  await expect(tab(ann, ROOM_2.title)).toHaveAttribute('aria-selected', chosen['aria-selected'])
  await expectTexts(ann, ['over there'])
  await ann.goto('/')
  await expectConnected(ann)
  await expect(tab(ann, ROOM_2.title)).toHaveAttribute('aria-selected', chosen['aria-selected'])
})

readOnlyTest('the server renders the room that the address names', ONE_WINDOW, async ({ app, person }) => {
  const page = await person('Ann')
  const html = await (await page.request.get(`${app.url}/r/${ROOM_2.id}`)).text()
  expect(html).toContain(`<title>${ROOM_2.title} · Parley</title>`)
})

readOnlyTest('a change of tabs changes the address without a step for Back', ONE_WINDOW, async ({ member }) => {
  const ann = await member('Ann')
  const steps = await ann.evaluate(() => history.length)
  await tab(ann, ROOM_2.title).click()
  await expect.poll(() => path(ann.url())).toBe(`/r/${ROOM_2.id}`)
  await tab(ann, ROOM_1.title).click()
  await expect.poll(() => path(ann.url())).toBe(`/r/${ROOM_1.id}`)
  expect(await ann.evaluate(() => history.length)).toBe(steps)
  await ann.reload()
  await expectConnected(ann)
  await expect(tab(ann, ROOM_1.title)).toHaveAttribute('aria-selected', chosen['aria-selected'])
})

// Back left the chat.
test('Back closes the menu, Forward opens it again, a reload keeps it, and closing it by hand is no further step', async ({ member }) => {
  const ann = await member('Ann')
  await say(ann, 'hello')
  const menu = await openMenu(ann)
  await expect.poll(() => path(ann.url())).toBe('/?panel=menu')
  await ann.goBack()
  await expect(menu).toBeHidden()
  await expect(menuButton(ann)).toBeFocused()
  await expectTexts(ann, ['hello'])
  await ann.goForward()
  await expect(menu).toBeVisible()
  await ann.reload()
  await expect(menu).toBeVisible()
  const steps = await ann.evaluate(() => history.length)
  await menu.getByRole('button', { name: 'Close', exact: true }).click()
  await expect(menu).toBeHidden()
  await expect.poll(() => path(ann.url())).toBe('/')
  expect(await ann.evaluate(() => history.length)).toBe(steps)
  await expect(composer(ann)).toBeVisible()
})

readOnlyTest('a menu that was opened by its address closes into the room, not out of the chat', async ({ member }) => {
  const ann = await member('Ann')
  await ann.goto(`/r/${ROOM_2.id}?panel=menu`)
  const menu = ann.getByRole('dialog', { name: 'Settings' })
  await expect(menu).toBeVisible()
  await menu.getByRole('button', { name: 'Close', exact: true }).click()
  await expect(menu).toBeHidden()
  expect(path(ann.url())).toBe(`/r/${ROOM_2.id}`)
})

readOnlyTest('a room that does not exist is said not to exist, and the way back leads to the chat', ONE_WINDOW, async ({ person, expectNetworkErrors }) => {
  expectNetworkErrors(/404/)
  const page = await person('Ann', { path: null })
  const answer = await page.goto('/r/nowhere')
  expect(answer?.status()).toBe(404)
  await expect(page.getByRole('heading', { name: 'Room not found' })).toBeVisible()
  await page.getByRole('link', { name: 'Go to the chat' }).click()
  await expectConnected(page)
  expect(path(page.url())).toBe('/')
})
