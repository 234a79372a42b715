import { TEXT_MAX_CHARS } from '../../shared/limits'
import { clientFrameSchema } from '../../shared/schemas/frames'
import {
  composer, expectAllSent, expectConnected, expectTexts, line, messages, openMenu, say, submit, takeName, texts,
} from './chat'
import { ONE_WINDOW, expect, readOnlyTest, test } from './fixtures'

test('Enter sends, Shift and Enter break the line, and the field grows with its lines', ONE_WINDOW, async ({ member }) => {
  // With a mouse: a phone's Enter breaks the line.
  const ann = await member('Ann', { viewport: { width: 1280, height: 800 }, hasTouch: false, isMobile: false })
  const field = composer(ann)
  const height = async () => (await field.boundingBox())?.height ?? 0
  const before = await height()
  await field.pressSequentially('first')
  await field.press('Shift+Enter')
  await field.pressSequentially('second')
  await expect(field).toHaveValue('first\nsecond')
  await expect.poll(height).toBeGreaterThan(before + 10)
  await field.press('Enter')
  await expect(field).toHaveValue('')
  await expect.poll(height).toBe(before)
  await expect(texts(ann)).toHaveCount(1)
  expect(await texts(ann).innerText()).toBe('first\nsecond')
  await expect(field).toBeFocused()
})

test('where a finger types Enter breaks the line and the button sends, until the person chooses otherwise', ONE_WINDOW, async ({ member }) => {
  const ann = await member('Ann', { hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } })
  const field = composer(ann)
  await field.pressSequentially('first')
  await field.press('Enter')
  await field.pressSequentially('second')
  await expect(field).toHaveValue('first\nsecond')
  await expect(field).toHaveAttribute('enterkeyhint', 'enter')
  await ann.getByRole('button', { name: 'Send', exact: true }).tap()
  await expect(texts(ann)).toHaveText('first\nsecond')

  // With a name from before, the field comes from the server, which does not know the device.
  await ann.reload()
  await expectConnected(ann)
  await expect(field).toHaveAttribute('enterkeyhint', 'enter')

  const menu = await openMenu(ann)
  await menu.getByRole('radio', { name: 'Send', exact: true }).check({ force: true })
  await ann.keyboard.press('Escape')
  await expect(menu).toBeHidden() // Its address is gone, too: it would be open again after the reload.
  await ann.reload()
  await expect(field).toHaveAttribute('enterkeyhint', 'send')
  await field.fill('by Enter')
  await field.press('Enter')
  await expect(texts(ann).last()).toHaveText('by Enter')
})

test('where Enter breaks the line by choice, Ctrl and Enter send', ONE_WINDOW, async ({ member }) => {
  const ann = await member('Ann', { hasTouch: false, isMobile: false })
  const menu = await openMenu(ann)
  await menu.getByRole('radio', { name: 'New line' }).check({ force: true })
  await ann.keyboard.press('Escape')
  await composer(ann).pressSequentially('first')
  await composer(ann).press('Enter')
  await composer(ann).pressSequentially('second')
  await composer(ann).press('Control+Enter')
  await expect(texts(ann)).toHaveText('first\nsecond')
})

// It was kept for a reload only, in the tab.
test('what is typed and not sent is there again after the tab was closed, and gone everywhere once it is sent', ONE_WINDOW, async ({ member }) => {
  const ann = await member('Ann')
  await composer(ann).fill('half a sentence')
  await ann.close({ runBeforeUnload: true })
  const again = await ann.context().newPage()
  await again.goto('/')
  await expect(composer(again)).toHaveValue('half a sentence')
  const second = await ann.context().newPage()
  await second.goto('/')
  await expect(composer(second)).toHaveValue('half a sentence')

  await composer(second).fill('half a sentence, ended')
  await expect(composer(again)).toHaveValue('half a sentence, ended')
  await submit(second)
  await expect(composer(again)).toHaveValue('')
  await expectTexts(again, ['half a sentence, ended'])
  await again.reload()
  await expectConnected(again)
  await expect(composer(again)).toHaveValue('')
})

test('the button sends what is typed, and nothing when nothing is', async ({ member }) => {
  const ann = await member('Ann')
  await composer(ann).fill('   \n ')
  await composer(ann).press('Enter')
  await expect(ann.getByRole('button', { name: 'Send', exact: true })).toHaveAttribute('aria-disabled', 'true')
  await composer(ann).fill('by the button')
  await ann.getByRole('button', { name: 'Send', exact: true }).click()
  await expectTexts(ann, ['by the button'])
  await expect(composer(ann)).toBeFocused()
})

test('the Enter that ends the composition of an input method picks the word and sends nothing', ONE_WINDOW, async ({ member }) => {
  const ann = await member('Ann')
  const field = composer(ann)
  await field.focus()
  await field.evaluate(element => element.addEventListener('keydown', (event) => {
    if (event instanceof KeyboardEvent && event.key === 'Enter') element.dataset.composing = String(event.isComposing)
  }))
  const browser = await ann.context().newCDPSession(ann)
  await browser.send('Input.imeSetComposition', { text: 'nihao', selectionStart: 5, selectionEnd: 5 })
  await expect(field).toHaveValue('nihao')
  // The key alone: an input method swallows the line break that it would bring.
  await browser.send('Input.dispatchKeyEvent', {
    type: 'rawKeyDown',
    key: 'Enter',
    code: 'Enter',
    windowsVirtualKeyCode: 13,
  })
  await browser.send('Input.dispatchKeyEvent', {
    type: 'keyUp',
    key: 'Enter',
    code: 'Enter',
    windowsVirtualKeyCode: 13,
  })
  await expect(field).toHaveAttribute('data-composing', 'true')
  await browser.send('Input.insertText', { text: '你好' })
  await expect(field).toHaveValue('你好')
  await expect(messages(ann)).toHaveCount(0)

  await submit(ann)
  await expectTexts(ann, ['你好'])
})

// A phone's keyboard composes every word. Vant reports such a word only when it is finished, so that Send took only the
// words before it, and emptied the field.
test('the button sends the word that an input method is still composing, also when it is the only one', ONE_WINDOW, async ({ member }) => {
  const ann = await member('Ann')
  const [field, button] = [composer(ann), ann.getByRole('button', { name: 'Send', exact: true })]
  const browser = await ann.context().newCDPSession(ann)
  const compose = (text: string) =>
    browser.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length })
  await field.fill('hello ')
  await compose('wor')
  await compose('world')
  await expect(field).toHaveValue('hello world')
  await button.click()
  await expectTexts(ann, ['hello world'])
  await expect(field).toHaveValue('')
  await expect(field).toBeFocused()

  await compose('again')
  await expect(field).toHaveValue('again')
  await expect(button).toHaveAttribute('aria-disabled', 'false')
  await button.click()
  await expectTexts(ann, ['hello world', 'again'])
  await expect(field).toHaveValue('')
})

// What is counted and what is kept over a reload is what can be seen, not what was finished.
readOnlyTest('a word that is being composed is counted and kept, and its composition goes on', ONE_WINDOW, async ({ member }) => {
  const ann = await member('Ann')
  const field = composer(ann)
  await field.fill('x'.repeat(TEXT_MAX_CHARS - 10))
  const browser = await ann.context().newCDPSession(ann)
  await browser.send('Input.imeSetComposition', { text: 'nih', selectionStart: 3, selectionEnd: 3 })
  await expect(ann.getByText('7 characters left')).toBeVisible()
  await browser.send('Input.imeSetComposition', { text: 'nihao', selectionStart: 5, selectionEnd: 5 })
  await expect(ann.getByText('5 characters left')).toBeVisible()
  // Picks the word in the place of the composition: had that been broken off, both would stand there.
  await browser.send('Input.insertText', { text: '你好' })
  const written = `${'x'.repeat(TEXT_MAX_CHARS - 10)}你好`
  await expect(field).toHaveValue(written)
  await expect(ann.getByText('8 characters left')).toBeVisible()
  await browser.send('Input.imeSetComposition', { text: 'ma', selectionStart: 2, selectionEnd: 2 })
  await expect(ann.getByText('6 characters left')).toBeVisible()
  await ann.reload()
  await expect(field).toHaveValue(`${written}ma`)
})

test('Safari\'s Enter after a composition, which only its key code tells apart, sends nothing', ONE_WINDOW, async ({ member }) => {
  const ann = await member('Ann')
  await composer(ann).fill('nihao')
  await composer(ann).dispatchEvent('keydown', { key: 'Enter', keyCode: 229, isComposing: false })
  await expect(composer(ann)).toHaveValue('nihao')
  await submit(ann)
  await expectTexts(ann, ['nihao'])
})

test('what is left is counted, and a text that is too long is refused in words and kept', async ({ member }) => {
  const ann = await member('Ann')
  await composer(ann).fill('x'.repeat(TEXT_MAX_CHARS - 7))
  await expect(ann.getByText('7 characters left')).toBeVisible()
  await composer(ann).fill('x'.repeat(TEXT_MAX_CHARS + 11))
  // In one line: on a phone the hint, which is not shown there, left it half of the width.
  const over = await ann.getByText('11 characters too long').boundingBox()
  expect(over?.height).toBeLessThanOrEqual(20)
  await composer(ann).fill('x'.repeat(TEXT_MAX_CHARS + 1))
  await expect(ann.getByText('1 character too long')).toBeVisible()
  await submit(ann)
  await expect(ann.getByRole('alert').filter({ hasText: 'This message is too long' })).toBeVisible()
  await expect(composer(ann)).toHaveValue('x'.repeat(TEXT_MAX_CHARS + 1))
  await expect(messages(ann)).toHaveCount(0)

  await composer(ann).fill('x'.repeat(TEXT_MAX_CHARS))
  await expect(ann.getByRole('alert').filter({ hasText: 'This message is too long' })).toHaveCount(0)
  await submit(ann)
  await expectTexts(ann, ['x'.repeat(TEXT_MAX_CHARS)])
  await expectAllSent(ann)
})

test('a message that the server refuses stays with its reason, and can be tried again or thrown away', ONE_WINDOW, async ({ person }) => {
  const ann = await person('Ann', { path: null })
  // Stands between page and server, and says no to some messages.
  let refusing = true
  await ann.routeWebSocket(/\/wb(\?|$)/, (socket) => {
    const server = socket.connectToServer()
    socket.onMessage((data) => {
      const frame = clientFrameSchema.parse(JSON.parse(data.toString()))
      if (frame.type !== 'send' || !refusing || !frame.text.startsWith('no')) return server.send(data)
      socket.send(
        JSON.stringify([
          {
            type: 'error',
            code: 'forbidden',
            message: 'You may read here but not write.',
            room: frame.room,
            clientId: frame.clientId,
          },
        ]),
      )
    })
  })
  await ann.goto('/')
  await takeName(ann, 'Ann')

  await say(ann, 'no 1')
  await say(ann, 'no 2')
  await say(ann, 'yes')
  await expectTexts(ann, ['yes', 'no 1', 'no 2'])
  await expect(line(ann, 'no 1')).toHaveAttribute('data-state', 'failed')
  await expect(line(ann, 'no 1')).toContainText('Not sent. You can\'t post in this room.')
  await expect(line(ann, 'yes')).toHaveAttribute('data-state', 'sent')

  await ann.reload()
  await expectConnected(ann)
  await expectTexts(ann, ['yes', 'no 1', 'no 2'])
  await line(ann, 'no 1').getByRole('button', { name: 'Delete' }).click()
  await expectTexts(ann, ['yes', 'no 2'])
  refusing = false
  await line(ann, 'no 2').getByRole('button', { name: 'Try again' }).click()
  await expect(line(ann, 'no 2')).toHaveAttribute('data-state', 'sent')
  await expectTexts(ann, ['yes', 'no 2'])
})

test.describe('too fast', () => {
  test.use({ appEnv: { RATE_LIMIT: '3/2' } })

  test('what is sent faster than allowed waits by itself, and arrives in order', ONE_WINDOW, async ({ member }) => {
    const [ann, bob] = [await member('Ann'), await member('Bob')]
    const said = ['1', '2', '3', '4', '5', '6']
    for (const text of said) await say(ann, text)
    await expectTexts(bob, said)
    await expectTexts(ann, said)
    await expectAllSent(ann)
  })
})
