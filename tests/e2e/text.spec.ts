import type { Page } from '@playwright/test'
import {
  ROOM_1, composer, expectConnected, expectTexts, line, log, menuButton, messages, nameField, openMenu, say, tab,
  takeName, texts,
} from './chat'
import { expect, readOnlyTest, test } from './fixtures'
import { post, postLines } from './server'

test.use({ appEnv: { RATE_LIMIT: 'off' } })

/** Eight letters with 16 marks each, above and below. */
const ZALGO = [...'combines']
  .map(
    letter =>
      letter + '\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u030A\u0323\u0324\u0325\u0326\u0327\u0328\u032D\u032E',
  )
  .join('')

test('a browser that names its language in a way no standard knows shows the messages and their times', async ({ app, person }) => {
  await post(app, ROOM_1.id, 'hello')
  const page = await person('Ann', { path: null })
  await page.addInitScript(() => {
    Object.defineProperty(navigator, 'languages', { value: ['en-US@posix'] })
    Object.defineProperty(navigator, 'language', { value: 'en-US@posix' })
  })
  await page.goto('/')
  await expectTexts(page, ['hello'])
  await expect(messages(page).locator('time')).toHaveText(/^\d{1,2}:\d\d\s[AP]M$/)
})

test('a browser without Intl.Segmenter shows the page', async ({ app, person }) => {
  await post(app, ROOM_1.id, 'hello')
  const page = await person('Ann', { path: null })
  await page.addInitScript(() => Reflect.deleteProperty(Intl, 'Segmenter'))
  await page.goto('/')
  await takeName(page, 'Ada Lovelace')
  await expectTexts(page, ['hello'])
  await expect(menuButton(page)).toContainText('AL')
})

readOnlyTest('a message in which there is nothing to see is not sent, and a name of that kind is refused in words', async ({ person }) => {
  const page = await person('Ann')
  await expectConnected(page)
  await nameField(page).fill('\u200B\u3164')
  await nameField(page).press('Enter')
  await expect(page.getByRole('alert').filter({ hasText: 'Enter a name' })).toBeVisible()
  await nameField(page).fill('Adm\u200Bin')
  await nameField(page).press('Enter')
  await expect(page.getByRole('alert').filter({ hasText: 'This name is reserved' })).toBeVisible()
  await takeName(page, 'Bob \u202Ekcul')
  await composer(page).fill('\u200B')
  await composer(page).press('Enter')
  await expect(page.getByRole('button', { name: 'Send' })).toHaveAttribute('aria-disabled', 'true')
  await expect(messages(page)).toHaveCount(0)
  await openMenu(page)
  await expect(nameField(page)).toHaveValue('Bob kcul')
})

test('two people with one name are told apart by a code that none of them chose', async ({ member, person }) => {
  const [ann, ada] = [await member('Ann'), await member('Ada')]
  const other = await person('another Ada')
  await takeName(other, 'Аda') // with a Cyrillic А
  await say(ada, 'the first')
  await expectTexts(ann, ['the first'])
  await expect(ann.getByTestId('person-code')).toHaveCount(0)
  await say(other, 'the second')
  await expectTexts(ann, ['the first', 'the second'])
  const codes = ann.getByTestId('person-code')
  await expect(codes).toHaveCount(2)
  expect(await codes.first().textContent()).not.toBe(await codes.last().textContent())
})

test('towers of marks stay in the bubble of who wrote them', async ({ member }) => {
  const [ann, bob] = [await member('Ann'), await member('Bob')]
  await say(ann, 'above')
  await say(ann, ZALGO)
  await say(ann, 'below')
  await expect(texts(bob)).toHaveCount(3)
  const bubble = messages(bob).nth(1).locator('.bubble')
  expect(await bubble.evaluate(element => getComputedStyle(element).overflow)).toBe('clip')
  // What would be painted over the bubble's edge is cut there: what is around it looks the same as around a plain one.
  const box = await bubble.boundingBox()
  if (!box) throw new Error('There is no bubble.')
  const clip = { x: box.x - 2, y: box.y - 40, width: box.width + 4, height: 39 }
  const around = await bob.screenshot({ clip })
  await bubble.locator('.bubble__text').evaluate((text) => {
    text.style.visibility = 'hidden'
  })
  expect(await bob.screenshot({ clip })).toEqual(around)
})

test('a few emoji are large, and more are not', async ({ member }) => {
  const ann = await member('Ann')
  for (const text of ['😀', '👩‍🚀 ❤️', 'hi 😀']) await say(ann, text)
  await expect(texts(ann)).toHaveCount(3)
  const sizes = await texts(ann).evaluateAll(all => all.map(one => Number.parseFloat(getComputedStyle(one).fontSize)))
  expect(sizes).toEqual([40, 40, 15])
  // A font of text that comes first may have a black and white picture of them.
  const first = await texts(ann).evaluateAll(all => all.map(one => getComputedStyle(one).fontFamily.split(',')[0]))
  expect(new Set(first)).toEqual(new Set(['"Parley Emoji"']))
})

test('the preview of a room says "You" only of the reader, and turns no direction', async ({ app, member }) => {
  const ann = await member('Ann')
  const preview = tab(ann, ROOM_1.title).locator('.tab__preview')
  await say(ann, 'mine')
  await expect(preview).toHaveText(/^\s*You:\s+mine\s*$/)
  await expect(preview.locator('.tab__you')).toHaveCount(1)
  await post(app, ROOM_1.id, 'theirs \u202Ereversed')
  await expect(preview).toContainText('theirs')
  await expect(preview.locator('.tab__you')).toHaveCount(0)
  await expect(preview.locator('bdi')).toHaveText('theirs \u202Ereversed')
})

/** What a copy of everything in the list would put on the clipboard. */
function copyAll(page: Page): Promise<Record<string, string>> {
  return log(page).evaluate((list) => {
    getSelection()?.selectAllChildren(list)
    const clipboard = new DataTransfer()
    document.dispatchEvent(new ClipboardEvent('copy', { clipboardData: clipboard, bubbles: true, cancelable: true }))
    return Object.fromEntries(clipboard.types.map(type => [type, clipboard.getData(type)]))
  })
}

test('four messages that are selected are copied with name and time, one a line', async ({ member }) => {
  const [ann, bob] = [await member('Ann'), await member('Bob')]
  await say(ann, 'one')
  await expectTexts(bob, ['one'])
  await say(bob, 'two')
  await expectTexts(ann, ['one', 'two'])
  await say(ann, 'three https://example.org/a')
  await say(ann, 'four')
  await expect(texts(bob)).toHaveCount(4)
  const copied = await copyAll(bob)
  const time = String.raw`\d{1,2}:\d\d\s[AP]M`
  expect(copied['text/plain']).toMatch(
    new RegExp(
      `^Ann, ${time}: one\nBob, ${time}: two\nAnn, ${time}: three https://example\\.org/a\nAnn, ${time}: four$`,
    ),
  )
  expect(copied['text/html']).toContain('<p><b>Bob</b>')
})

test('a part of one message is copied as it is', async ({ member }) => {
  const ann = await member('Ann')
  await say(ann, 'only this')
  await say(ann, 'and not that')
  const prevented = await texts(ann).first().evaluate((text) => {
    getSelection()?.selectAllChildren(text)
    return !document.dispatchEvent(
      new ClipboardEvent('copy', { clipboardData: new DataTransfer(), bubbles: true, cancelable: true }),
    )
  })
  expect(prevented).toBe(false)
})

test('a row that can\'t be drawn takes itself out, and not the list', async ({ app, browser }) => {
  // A browser that is not watched: the error is wanted.
  const context = await browser.newContext({ baseURL: app.url })
  const page = await context.newPage()
  await page.routeWebSocket(/\/wb(\?|$)/, (socket) => {
    const server = socket.connectToServer()
    // A time that no calendar has.
    server.onMessage(data =>
      socket.send(data.toString().replace(/("at":)\d+(,"text":"line 2")/, '$18640000000000001$2')),
    )
  })
  const thrown: string[] = []
  page.on('pageerror', error => thrown.push(error.message))
  await page.goto('/')
  await expectConnected(page)
  // Only now: what was there before came with the page.
  await postLines(app, ROOM_1.id, 3)
  await expectTexts(page, ['line 1', 'line 3'])
  await postLines(app, ROOM_1.id, 1, 4)
  await expectTexts(page, ['line 1', 'line 3', 'line 4'])
  expect(thrown.length).toBeGreaterThan(0)
  await context.close()
})

readOnlyTest('with colours of the reader\'s own the chosen room, the chosen look and the dot of the connection can be seen', async ({ member }) => {
  const ann = await member('Ann', { forcedColors: 'active' })
  const outline = (selector: string) =>
    ann
      .locator(selector)
      .first()
      .evaluate(element => getComputedStyle(element).outlineStyle)
  expect(await outline('[role="tab"][aria-selected="true"]')).toBe('solid')
  expect(await outline('[role="tab"][aria-selected="false"]')).toBe('none')
  expect(await ann.locator('.state__dot').evaluate(dot => getComputedStyle(dot).borderTopWidth)).toBe('4px')
  await openMenu(ann)
  expect(await outline('.segmented__option:has(:checked)')).toBe('solid')
})

test('a link is shown as what it is', async ({ member }) => {
  const ann = await member('Ann')
  await say(ann, 'https://example.com/\u202Egpj.exe')
  await expect(log(ann).getByRole('link')).toHaveText('https://example.com/%E2%80%AEgpj.exe')
  await say(ann, '看 https://a.example，谢谢 README.md')
  await expect(
    line(ann, '看 https://a.example，谢谢 README.md').or(messages(ann).last()).getByRole('link'),
  ).toHaveText('https://a.example')
})
