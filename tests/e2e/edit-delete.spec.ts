import type { Locator } from '@playwright/test'
import { OUTBOX_MAX } from '../../shared/limits'
import {
  ROOM_1, ROOM_2, WORDS, composer, expectAllSent, expectConnected, expectTexts, line, say, tab, type Language,
} from './chat'
import { ONE_WINDOW, expect, test } from './fixtures'
import {
  choose, deleteMessage, editedMark, editingBar, messageMenu, openMessageMenu, question, saveEdit,
} from './message-menu'
import { goOffline } from './network'

for (const language of ['en', 'zh'] as const satisfies Language[]) {
  test(`an edit and a deletion are seen by the others at once, after a reload, by who comes later and in another tab (${language})`, language === 'zh' ? ONE_WINDOW : {}, async ({ member, person }) => {
    const locale = language === 'zh' ? 'zh-CN' : 'en-US'
    const [ann, bob] = [await member('Ann', { locale }), await member('Bob', { locale })]
    for (const text of ['one', 'two', 'three']) await say(ann, text, language)
    await expectTexts(bob, ['one', 'two', 'three'])
    const secondTab = await ann.context().newPage()
    await secondTab.goto('/')
    await expectTexts(secondTab, ['one', 'two', 'three'])
    await composer(ann, language).fill('half a sentence')

    await choose(ann, 'two', 'edit', language)
    await expect(editingBar(ann)).toContainText(WORDS[language].composer.editing)
    await expect(composer(ann, language)).toBeFocused()
    await expect(composer(ann, language)).toHaveValue('two')
    await composer(ann, language).fill('TWO')
    await saveEdit(ann, language)
    await expect(composer(ann, language)).toHaveValue('half a sentence')
    for (const page of [ann, bob, secondTab]) {
      await expectTexts(page, ['one', 'TWO', 'three'])
      await expect(editedMark(page, 'TWO', language)).toHaveAttribute('title', /\d/)
      await expect(editedMark(page, 'one', language)).toHaveCount(0)
    }

    await deleteMessage(ann, 'three', language)
    for (const page of [ann, bob, secondTab]) await expectTexts(page, ['one', 'TWO'])
    const said = WORDS[language].message.deleted.split(' | ')[0]?.replace('{count}', '1') ?? ''
    await expect(bob.getByRole('status').filter({ hasText: said })).toHaveCount(1)
    await expectAllSent(ann)

    const cleo = await person('Cleo', { locale })
    await bob.reload()
    for (const page of [bob, cleo]) {
      await expectConnected(page)
      await expectTexts(page, ['one', 'TWO'])
      await expect(editedMark(page, 'TWO', language)).toBeVisible()
    }
  })
}

test('the menu offers what can be done, Escape and Back close the topmost thing, and the message has the focus again', async ({ member }) => {
  const [ann, bob] = [await member('Ann'), await member('Bob')]
  await say(ann, 'from Ann')
  await expectTexts(bob, ['from Ann'])
  await openMessageMenu(bob, 'from Ann')
  await expect(messageMenu(bob).getByRole('menuitem', { name: 'Copy', exact: true })).toBeVisible()
  for (const entry of ['Edit', 'Delete'])
    await expect(messageMenu(bob).getByRole('menuitem', { name: entry, exact: true })).toHaveCount(0)
  await bob.keyboard.press('Escape')
  await expect(messageMenu(bob)).toBeHidden()
  await expect(line(bob, 'from Ann')).toBeFocused()

  await openMessageMenu(ann, 'from Ann')
  await ann.goBack()
  await expect(messageMenu(ann)).toBeHidden()
  await expect(line(ann, 'from Ann')).toBeFocused()

  await choose(ann, 'from Ann', 'delete')
  await expect(question(ann).getByRole('button', { name: 'Cancel', exact: true })).toBeFocused()
  await ann.goBack()
  await expect(question(ann)).toBeHidden()
  await expect(line(ann, 'from Ann')).toBeFocused()
  await choose(ann, 'from Ann', 'delete')
  await ann.keyboard.press('Escape')
  await expect(question(ann)).toBeHidden()
  await expect(ann).toHaveURL(/\/$/)
  await expectTexts(ann, ['from Ann'])

  // The page no longer knows which message it was: it is as without it.
  await openMessageMenu(ann, 'from Ann')
  await ann.reload()
  await expectConnected(ann)
  await expect(ann).toHaveURL(/\/$/)
  await expect(messageMenu(ann)).toHaveCount(0)
})

test('an editing survives a reload; the same text again and "Cancel" change nothing; no text at all offers to delete', ONE_WINDOW, async ({ member }) => {
  const [ann, bob] = [await member('Ann'), await member('Bob')]
  await say(ann, 'a mesage')
  await choose(ann, 'a mesage', 'edit')
  await composer(ann).fill('a message')
  await ann.reload()
  await expectConnected(ann)
  await expect(editingBar(ann)).toContainText('a mesage')
  await expect(composer(ann)).toHaveValue('a message')
  await composer(ann).focus()
  await saveEdit(ann)
  for (const page of [ann, bob]) await expectTexts(page, ['a message'])

  await choose(ann, 'a message', 'edit')
  await saveEdit(ann)
  await choose(ann, 'a message', 'edit')
  await composer(ann).fill('something else')
  await editingBar(ann).getByRole('button', { name: 'Cancel editing' }).click()
  await expect(editingBar(ann)).toHaveCount(0)
  await expect(composer(ann)).toHaveValue('')
  await expectTexts(ann, ['a message'])

  await choose(ann, 'a message', 'edit')
  await composer(ann).fill('')
  await ann.getByRole('button', { name: 'Save', exact: true }).click()
  await question(ann).getByRole('button', { name: 'Cancel', exact: true }).click()
  await expect(composer(ann)).toBeFocused()
  await ann.getByRole('button', { name: 'Save', exact: true }).click()
  await question(ann).getByRole('button', { name: 'Delete', exact: true }).click()
  await expect(editingBar(ann)).toHaveCount(0)
  for (const page of [ann, bob]) await expect(page.getByRole('heading', { name: 'No messages yet' })).toBeVisible()
})

test('the text of a message is copied from its menu', ONE_WINDOW, async ({ member }) => {
  const ann = await member('Ann', { permissions: ['clipboard-read', 'clipboard-write'] })
  await say(ann, 'worth keeping')
  await choose(ann, 'worth keeping', 'copy')
  expect(await ann.evaluate(() => navigator.clipboard.readText())).toBe('worth keeping')
})

/** Within the page: by the keys it would take as long as all other tests. */
async function sendMany(field: Locator, count: number): Promise<void> {
  await field.evaluate(async (element, count) => {
    if (!(element instanceof HTMLTextAreaElement)) throw new Error('The composer is no text field.')
    for (let index = 0; index < count; index++) {
      element.value = `waits ${index}`
      element.dispatchEvent(new InputEvent('input', { bubbles: true }))
      element.form?.requestSubmit()
      await new Promise(resolve => setTimeout(resolve))
    }
  }, count)
}

// A deletion was given up without a word there.
test('where too much waits to be sent, a deletion and an edit are refused in words, and the message and what was typed stay', ONE_WINDOW, async ({ member, expectNetworkErrors }) => {
  expectNetworkErrors()
  const ann = await member('Ann')
  await say(ann, 'stays')
  await expectAllSent(ann)
  await goOffline(ann)
  await tab(ann, ROOM_2.title).click()
  await sendMany(composer(ann), OUTBOX_MAX)
  await tab(ann, ROOM_1.title).click()
  const refusal = ann.getByRole('alert').filter({ hasText: WORDS.en.composer.outboxFull })
  await expect(refusal).toHaveCount(0)
  await deleteMessage(ann, 'stays')
  await expect(refusal).toBeVisible()
  await expect(line(ann, 'stays')).toBeVisible()
  await expect(line(ann, 'stays')).toHaveAttribute('data-state', 'sent')

  await choose(ann, 'stays', 'edit')
  await expect(refusal).toHaveCount(0)
  await composer(ann).fill('changed')
  await ann.getByRole('button', { name: WORDS.en.composer.save, exact: true }).click()
  await expect(refusal).toBeVisible()
  await expect(composer(ann)).toHaveValue('changed')
})
