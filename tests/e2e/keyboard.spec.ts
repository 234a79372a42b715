import type { Locator, Page } from '@playwright/test'
import {
  ROOM_1, ROOM_2, WORDS, composer, expectConnected, expectTexts, line, log, menuButton, messages, nameField, notice,
  say, tab, takeName, texts,
} from './chat'
import { expect, readOnlyTest, test } from './fixtures'
import { goOffline, goOnline } from './network'
import { fillRoom, postLines } from './server'
import { answerFrames } from './sockets'

test.use({ appEnv: { RATE_LIMIT: 'off' } })

/** Presses Tab until this has the focus. @throws Error when it can't be reached within so many presses */
async function tabTo(page: Page, target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  for (let presses = 0; presses < 30; presses++) {
    if (await target.evaluate(element => element === document.activeElement)) return
    await page.keyboard.press(key)
  }
  throw new Error(`Not reached with ${key}: ${target.toString()}`)
}

/**
 * What can be seen of the focus: outline, shadow, border and ground of the focused element and of what stands around
 * it.
 */
function looks(target: Locator): Promise<string[]> {
  return target.evaluate((element) => {
    const around: Element[] = []
    for (let one: Element | null = element; one && around.length < 5; one = one.parentElement) around.push(one)
    return around.map((one) => {
      const { outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor, backgroundColor }
        = getComputedStyle(one)
      return [
        outlineStyle === 'none' ? '' : `${outlineWidth} ${outlineColor}`,
        boxShadow,
        borderColor,
        backgroundColor,
      ].join(' | ')
    })
  })
}

/** Fails when the focus is not visible here. The element must have it, by the keyboard. */
async function expectVisibleFocus(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeFocused()
  const focused = await looks(target)
  await target.evaluate(element => element instanceof HTMLElement && element.blur())
  expect(await looks(target), `what shows the focus of ${target.toString()}`).not.toEqual(focused)
  await target.focus()
}

test('a visitor takes a name and talks without touching a mouse', async ({ person }) => {
  const page = await person('a visitor')
  await expectConnected(page)
  await tabTo(page, nameField(page))
  await page.keyboard.type('Ann') // the offered name goes with the first key
  await tabTo(page, page.getByRole('button', { name: 'Start chatting' }))
  await page.keyboard.press('Enter')
  await expect(composer(page)).toBeFocused()
  await page.keyboard.type('by keyboard alone')
  await page.keyboard.press('Tab')
  await expect(page.getByRole('button', { name: 'Send', exact: true })).toBeFocused()
  await page.keyboard.press('Space')
  await expectTexts(page, ['by keyboard alone'])
})

test('every control is reached in the order of the page, and shows its focus', async ({ app, member }) => {
  await fillRoom(app, ROOM_1.id, 3)
  const ann = await member('Ann')
  await expect(messages(ann)).toHaveCount(3)
  await ann.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur())
  await composer(ann).fill('something to send')
  await tabTo(ann, menuButton(ann), 'Shift+Tab')
  const order = [
    menuButton(ann),
    tab(ann, ROOM_1.title),
    log(ann),
    composer(ann),
    ann.getByRole('button', { name: 'Send', exact: true }),
  ]
  for (const control of order) {
    await tabTo(ann, control)
    await expectVisibleFocus(ann, control)
  }
})

test('the arrow keys walk through the tabs, and only the open one is a stop of the Tab key', async ({ app, member }) => {
  await fillRoom(app, ROOM_2.id, 1)
  const ann = await member('Ann')
  await tabTo(ann, tab(ann, ROOM_1.title), 'Shift+Tab')
  await ann.keyboard.press('ArrowRight')
  await expect(tab(ann, ROOM_2.title)).toBeFocused()
  await expect(tab(ann, ROOM_2.title)).toHaveAttribute('aria-selected', 'true')
  await expectTexts(ann, ['line 1'])
  await ann.keyboard.press('ArrowRight')
  await expect(tab(ann, ROOM_1.title)).toBeFocused()
  await ann.keyboard.press('ArrowUp')
  await expect(tab(ann, ROOM_2.title)).toBeFocused()
  await ann.keyboard.press('Home')
  await expect(tab(ann, ROOM_1.title)).toBeFocused()
  await ann.keyboard.press('End')
  await expect(tab(ann, ROOM_2.title)).toBeFocused()
  await expect(tab(ann, ROOM_1.title)).toHaveAttribute('tabindex', '-1')
  await expect(tab(ann, ROOM_2.title)).toHaveAttribute('tabindex', '0')
})

readOnlyTest('the menu opens, keeps the focus in, chooses and closes by keyboard, and gives the focus back', async ({ member }) => {
  const ann = await member('Ann')
  await tabTo(ann, menuButton(ann), 'Shift+Tab')
  await ann.keyboard.press('Enter')
  const menu = ann.getByRole('dialog', { name: 'Settings' })
  await expect(menu.getByRole('button', { name: 'Close', exact: true })).toBeFocused()
  for (let presses = 0; presses < 8; presses++) {
    await ann.keyboard.press('Tab')
    expect(
      await ann.evaluate(
        () => document.activeElement === document.body || document.activeElement?.closest('[role="dialog"]') !== null,
      ),
    ).toBe(true)
  }
  const system = menu.getByRole('radio', { name: 'System' })
  await tabTo(ann, system)
  await ann.keyboard.press('ArrowRight')
  await ann.keyboard.press('ArrowRight')
  await expect(menu.getByRole('radio', { name: 'Dark' })).toBeChecked()
  await expect(ann.locator('html')).toHaveClass(/van-theme-dark/)
  await ann.keyboard.press('Escape')
  await expect(menu).toBeHidden()
  await expect(menuButton(ann)).toBeFocused()
})

test('the list scrolls by keyboard, and the pill and "Try again" answer to it', async ({ app, member }) => {
  await fillRoom(app, ROOM_1.id, 45)
  const ann = await member('Ann')
  await expect(line(ann, 'line 45')).toBeInViewport()
  await tabTo(ann, log(ann), 'Shift+Tab')
  await ann.keyboard.press('PageUp')
  const down = ann.getByRole('button', { name: 'Jump to latest' })
  await expect(down).toBeVisible()
  await postLines(app, ROOM_1.id, 2, 46)
  const pill = ann.getByRole('button', { name: '2 new messages' })
  await tabTo(ann, pill)
  await expectVisibleFocus(ann, pill)
  await ann.keyboard.press('Enter')
  await expect(line(ann, 'line 47')).toBeInViewport({ ratio: 1 })
  await expect(log(ann)).toBeFocused()
})

readOnlyTest('"Reconnect now" is reached by keyboard', async ({ member, expectNetworkErrors }) => {
  expectNetworkErrors()
  const ann = await member('Ann')
  await goOffline(ann)
  const button = notice(ann).getByRole('button', { name: 'Reconnect now' })
  await tabTo(ann, button, 'Shift+Tab')
  await expectVisibleFocus(ann, button)
})

// A press that takes its own button away took the focus along: the next Tab began at the top of the page.
test('"Try again" and "Delete" give the focus to the list, also when it was the last message', async ({ person }) => {
  const ann = await person('Ann', { path: null })
  await answerFrames(ann, frame =>
    frame.type === 'send' && frame.text.startsWith('no')
      ? {
          type: 'error',
          code: 'forbidden',
          message: 'You may read here but not write.',
          room: frame.room,
          clientId: frame.clientId,
        }
      : null,
  )
  await ann.goto('/')
  await takeName(ann, 'Ann')
  for (const text of ['no 1', 'no 2']) await say(ann, text)
  for (const text of ['no 1', 'no 2']) await expect(line(ann, text)).toHaveAttribute('data-state', 'failed')

  await line(ann, 'no 2').getByRole('button', { name: 'Delete' }).focus()
  await ann.keyboard.press('Enter')
  await expectTexts(ann, ['no 1'])
  await expect(log(ann)).toBeFocused()
  // Refused again at once, so that the button comes back.
  await line(ann, 'no 1').getByRole('button', { name: 'Try again' }).focus()
  await ann.keyboard.press('Enter')
  await expect(log(ann)).toBeFocused()
  await line(ann, 'no 1').getByRole('button', { name: 'Delete' }).focus()
  await ann.keyboard.press('Enter')
  await expect(ann.getByRole('heading', { name: 'No messages yet' })).toBeVisible()
  await expect(ann.getByRole('tabpanel', { name: ROOM_1.title })).toBeFocused()
})

// The button went for as long as older messages were loading, and for good with the first message of all.
test('the button for older messages keeps the focus while they load, and gives it to the list when there are no more', async ({ app, member, expectNetworkErrors }) => {
  expectNetworkErrors(/messages\?before|Failed to load resource/)
  await fillRoom(app, ROOM_1.id, 90)
  const ann = await member('Ann')
  await expect(texts(ann).last()).toHaveText('line 90')
  // The twenty of the first page, and the fifty above them.
  await expect(texts(ann).first()).toHaveText('line 21')
  const history = '**/api/rooms/*/messages?*'
  await ann.route(history, route => route.abort())
  await line(ann, 'line 22').scrollIntoViewIfNeeded()
  await expect(ann.getByText('Couldn\'t load older messages.')).toBeAttached()
  await ann.unroute(history)
  let answer = () => {}
  const seen = new Promise<void>((resolve) => {
    answer = resolve
  })
  await ann.route(history, async (route) => {
    await seen
    await route.continue()
  })

  await log(ann).focus()
  await tabTo(ann, log(ann).getByRole('button', { name: 'Try again' }))
  await ann.keyboard.press('Enter')
  const loading = log(ann).getByRole('button', { name: 'Loading older messages…' })
  await expect(loading).toBeFocused()
  await expect(loading).toHaveAttribute('aria-disabled', 'true')
  answer()
  await expect(texts(ann).first()).toHaveText('line 1')
  await expect(log(ann)).toBeFocused()
})

// As above. A finger must not be answered with a keyboard that covers half of the screen.
for (const by of ['keyboard', 'finger'] as const) {
  readOnlyTest(`"Reconnect now" by ${by} gives the focus to ${by === 'keyboard' ? 'the composer' : 'the room, not to the composer'}`, async ({ member, expectNetworkErrors }) => {
    expectNetworkErrors()
    const ann = await member('Ann', { hasTouch: true })
    await goOffline(ann)
    const button = notice(ann).getByRole('button', { name: 'Reconnect now' })
    const heir = by === 'keyboard' ? composer(ann) : ann.getByRole('tabpanel', { name: ROOM_1.title })
    await button.focus()
    // In vain, for there is no line: the button stays for as long as the browser says so.
    if (by === 'finger') await button.tap()
    else await ann.keyboard.press('Enter')
    await expect(button).toBeFocused()
    await goOnline(ann)
    await expectConnected(ann)
    await expect(notice(ann)).toHaveCount(0)
    await expect(heir).toBeFocused()
  })
}

for (const language of ['en', 'zh'] as const) {
  test(`the list of messages is a log with a name, and tells a reader of the screen what comes (${language})`, async ({ member }) => {
    const ann = await member('Ann', { locale: language === 'zh' ? 'zh-CN' : 'en-US' })
    await say(ann, 'hello', language)
    const title = language === 'zh' ? '一号客服' : ROOM_1.title
    const list = ann.getByRole('log', { name: WORDS[language].list.label.replace('{room}', title), exact: true })
    await expect(list).toHaveAttribute('aria-live', 'polite')
    await expect(list.getByRole('article')).toHaveCount(1)
    await expect(ann.getByRole('tabpanel', { name: title })).toBeVisible()
    await expect(ann.getByRole('tablist', { name: WORDS[language].rooms.label })).toBeVisible()
  })
}
