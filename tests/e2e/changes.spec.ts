import type { Page } from '@playwright/test'
import {
  ROOM_1, ROOM_2, WORDS, composer, expectAllSent, expectConnected, expectTexts, line, log, say, tab, takeName, texts,
} from './chat'
import { expect, test } from './fixtures'
import { choose, deleteMessage, editedMark, editingBar, messageMenu, question, saveEdit } from './message-menu'
import { goOffline, goOnline } from './network'
import { postLines } from './server'
import { answerFrames, watchSockets } from './sockets'

test.use({ appEnv: { RATE_LIMIT: 'off' } })

test('what is edited and deleted offline shows at once, waits, and is sent once and in order when the connection is back', async ({ person, member, expectNetworkErrors }) => {
  expectNetworkErrors()
  const bob = await member('Bob')
  const ann = await person('Ann', { path: null })
  const sockets = watchSockets(ann)
  await ann.goto('/')
  await takeName(ann, 'Ann')
  for (const text of ['one', 'two', 'three']) await say(ann, text)
  await expectTexts(bob, ['one', 'two', 'three'])
  await expectAllSent(ann)
  await goOffline(ann)
  const before = sockets.sent.length

  await choose(ann, 'two', 'edit')
  await composer(ann).fill('TWO')
  await saveEdit(ann)
  await deleteMessage(ann, 'one')
  await say(ann, 'four')
  await choose(ann, 'three', 'edit')
  await composer(ann).fill('THREE')
  await saveEdit(ann)
  await expectTexts(ann, ['one', 'TWO', 'THREE', 'four'])
  await expect(editedMark(ann, 'TWO')).toBeVisible()
  for (const text of ['one', 'TWO', 'THREE', 'four'])
    await expect(line(ann, text)).toHaveAttribute('data-state', 'sending')
  await expect(line(ann, 'one').getByRole('button', { name: WORDS.en.send.waiting_delete })).toBeVisible()
  // One is thought better of.
  await line(ann, 'THREE').getByRole('button', { name: WORDS.en.send.waiting_edit }).click()
  await messageMenu(ann).getByRole('menuitem', { name: 'Discard edit' }).click()
  await expectTexts(ann, ['one', 'TWO', 'three', 'four'])

  await goOnline(ann)
  await expectConnected(ann)
  for (const page of [ann, bob]) await expectTexts(page, ['TWO', 'three', 'four'])
  await expectAllSent(ann)
  const commands = sockets.sent.slice(before).filter(({ type }) => ['send', 'edit', 'delete'].includes(type))
  expect(commands.map(({ type }) => type)).toEqual(['edit', 'delete', 'send'])
})

test('a message is edited and deleted by keys alone: the up arrow, the arrows from message to message, the context menu key', async ({ member }) => {
  const [ann, bob] = [await member('Ann'), await member('Bob')]
  await say(ann, 'first')
  await say(ann, 'secnd')
  await expectTexts(bob, ['first', 'secnd'])
  await say(bob, 'hello')
  await expectTexts(ann, ['first', 'secnd', 'hello'])

  await ann.keyboard.press('ArrowUp')
  await expect(composer(ann)).toHaveValue('secnd')
  await ann.keyboard.press('Escape')
  await expect(composer(ann)).toHaveValue('')
  await ann.keyboard.press('ArrowUp')
  for (let letters = 0; letters < 2; letters++) await ann.keyboard.press('Backspace')
  await ann.keyboard.type('ond')
  await ann.keyboard.press('Enter')
  for (const page of [ann, bob]) await expectTexts(page, ['first', 'second', 'hello'])

  // Back from the composer to the newest message, and up to the first.
  await ann.keyboard.press('Shift+Tab')
  await expect(line(ann, 'hello')).toBeFocused()
  await ann.keyboard.press('ArrowUp')
  await ann.keyboard.press('ArrowUp')
  await expect(line(ann, 'first')).toBeFocused()
  const bar = line(ann, 'first').getByTestId('message-bar')
  await expect(bar).toBeVisible()
  await ann.keyboard.press('Tab')
  await expect(bar.getByRole('button', { name: 'Copy' })).toBeFocused()
  await ann.keyboard.press('Shift+Tab')

  await ann.keyboard.press('ContextMenu')
  await expect(messageMenu(ann).getByRole('menuitem', { name: 'Copy', exact: true })).toBeFocused()
  for (const entry of ['Copy link', 'Edit', 'Delete']) {
    await ann.keyboard.press('ArrowDown')
    await expect(messageMenu(ann).getByRole('menuitem', { name: entry })).toBeFocused()
  }
  await ann.keyboard.press('Enter')
  await expect(question(ann).getByRole('button', { name: 'Cancel' })).toBeFocused()
  await ann.keyboard.press('Tab')
  await ann.keyboard.press('Enter')
  for (const page of [ann, bob]) await expectTexts(page, ['second', 'hello'])
  await expect(log(ann)).toBeFocused()
  // A letter goes to where one writes.
  await ann.keyboard.type('on')
  await expect(composer(ann)).toHaveValue('on')
})

test('a mouse over a message finds what can be done beside it', async ({ member }) => {
  const ann = await member('Ann')
  await say(ann, 'hello')
  await line(ann, 'hello').hover()
  await line(ann, 'hello').getByRole('button', { name: 'Edit' }).click()
  await expect(composer(ann)).toHaveValue('hello')
  await composer(ann).fill('hello!')
  await ann.keyboard.press('Enter')
  await expectTexts(ann, ['hello!'])
  await line(ann, 'hello!').hover()
  await line(ann, 'hello!').getByRole('button', { name: 'Delete' }).click()
  await question(ann).getByRole('button', { name: 'Delete' }).click()
  await expect(ann.getByRole('heading', { name: 'No messages yet' })).toBeVisible()
})

test('a message that is deleted elsewhere while it is edited: the page says so, and the text can be sent as a new one', async ({ member }) => {
  const ann = await member('Ann')
  await say(ann, 'one')
  await say(ann, 'two')
  await expectAllSent(ann)
  const other = await ann.context().newPage()
  await other.goto('/')
  await expectConnected(other)
  await choose(ann, 'two', 'edit')
  await composer(ann).fill('two, better')
  await deleteMessage(other, 'two')
  await expect(editingBar(ann)).toContainText(WORDS.en.composer.lost)
  await expect(composer(ann)).toHaveValue('two, better')
  await composer(ann).press('Enter')
  await expectTexts(ann, ['one', 'two, better'])
  await expect(editedMark(ann, 'two, better')).toHaveCount(0)
  await expect(editingBar(ann)).toHaveCount(0)
})

test('an edit and a deletion that are refused say why, and can be tried again or discarded', async ({ person }) => {
  const ann = await person('Ann', { path: null })
  const refused = new Set(['edit', 'delete'])
  await answerFrames(ann, (frame) => {
    if (!refused.has(frame.type) || !('clientId' in frame)) return null
    return { type: 'error', code: 'forbidden', message: 'Not now.', room: frame.room, clientId: frame.clientId }
  })
  await ann.goto('/')
  await takeName(ann, 'Ann')
  await say(ann, 'hello')
  await expectAllSent(ann)
  await choose(ann, 'hello', 'edit')
  await composer(ann).fill('hello!')
  await saveEdit(ann)
  await expect(line(ann, 'hello!')).toContainText(WORDS.en.send.failed_edit)
  await line(ann, 'hello!').getByRole('button', { name: 'Discard' }).click()
  await expectTexts(ann, ['hello'])

  await deleteMessage(ann, 'hello')
  await expect(line(ann, 'hello')).toContainText(WORDS.en.send.failed_delete)
  refused.clear()
  await line(ann, 'hello').getByRole('button', { name: 'Try again' }).click()
  await expect(ann.getByRole('heading', { name: 'No messages yet' })).toBeVisible()
})

const unread = (page: Page, title: string) => tab(page, title).getByTestId('unread')

test('the badge of the other room, its preview and the line of what is new follow deletions and edits', async ({ member }) => {
  const [ann, bob] = [await member('Ann'), await member('Bob')]
  await tab(bob, ROOM_2.title).click()
  for (const text of ['read before', 'new one', 'new two', 'new three']) {
    await say(bob, text)
    if (text === 'read before') {
      await tab(ann, ROOM_2.title).click()
      await expectTexts(ann, ['read before'])
      await tab(ann, ROOM_1.title).click()
    }
  }
  await expect(unread(ann, ROOM_2.title)).toHaveAttribute('data-count', '3')
  await deleteMessage(bob, 'new three')
  await expect(unread(ann, ROOM_2.title)).toHaveAttribute('data-count', '2')
  await deleteMessage(bob, 'new one')
  await expect(unread(ann, ROOM_2.title)).toHaveAttribute('data-count', '1')
  await choose(bob, 'new two', 'edit')
  await composer(bob).fill('new 2')
  await saveEdit(bob)
  await expect(tab(ann, ROOM_2.title)).toContainText('new 2')
  await expect(unread(ann, ROOM_2.title)).toHaveAttribute('data-count', '1')

  await tab(ann, ROOM_2.title).click()
  await expectTexts(ann, ['read before', 'new 2'])
  const divider = log(ann).getByTestId('unread-divider')
  await expect(divider).toHaveCount(1)
  expect(
    await divider.evaluate(line => line.nextElementSibling?.querySelector('.bubble__text')?.textContent.trim()),
  ).toBe('new 2')
  await deleteMessage(bob, 'new 2')
  await expectTexts(ann, ['read before'])
  await expect(divider).toHaveCount(0)
})

/** The place of a line, in px from the top of the window. */
function topOf(page: Page, text: string): Promise<number> {
  return line(page, text).locator('.bubble').evaluate(bubble => bubble.getBoundingClientRect().top)
}

test('messages that are edited and deleted above, at and below the line that is being read move it by less than a pixel', async ({ app, member }) => {
  const [ann, bob] = [await member('Ann'), await member('Bob')]
  for (let number = 1; number <= 12; number++) await say(ann, `mine ${number}`)
  await postLines(app, ROOM_1.id, 24)
  await expect(texts(bob)).toHaveCount(36)
  await line(bob, 'mine 6')
    .locator('.bubble')
    .evaluate(bubble => bubble.scrollIntoView({ block: 'start', behavior: 'instant' }))
  await expect(bob.getByRole('button', { name: 'Jump to latest' })).toBeVisible()
  await expect(line(bob, 'mine 7')).toBeInViewport({ ratio: 1 })
  const before = await topOf(bob, 'mine 7')

  await deleteMessage(ann, 'mine 3') // above
  await deleteMessage(ann, 'mine 6') // the line itself
  await deleteMessage(ann, 'mine 9') // below
  await choose(ann, 'mine 2', 'edit')
  await composer(ann).fill('mine 2, which is\nmuch longer\nnow')
  await saveEdit(ann)
  await choose(ann, 'mine 10', 'edit')
  await composer(ann).fill('mine 10, which is\nlonger too')
  await saveEdit(ann)
  await expect(texts(bob)).toHaveCount(33)
  await expect(line(bob, 'mine 10, which is\nlonger too')).toHaveCount(1)
  await expect(texts(bob).filter({ hasText: 'much longer' })).toHaveCount(1)
  expect(Math.abs(await topOf(bob, 'mine 7') - before)).toBeLessThan(1)
})
