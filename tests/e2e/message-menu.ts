import { expect, type Locator, type Page } from '@playwright/test'
import { WORDS, line, type Language } from './chat'

type Entry = 'author' | 'remove' | 'copy' | 'select' | 'edit' | 'delete' | 'unread' | 'undo_edit' | 'undo_delete'

export const messageMenu = (page: Page): Locator => page.getByTestId('message-menu')
export const question = (page: Page): Locator => page.getByRole('alertdialog')
export const editingBar = (page: Page): Locator => page.getByTestId('editing')
/** The "edited" beside the text of a message. */
export const editedMark = (page: Page, text: string, language: Language = 'en'): Locator =>
  line(page, text).getByText(WORDS[language].message.edited, { exact: true })

function byFinger(page: Page): Promise<boolean> {
  return page.evaluate(() => matchMedia('(pointer: coarse)').matches)
}

/** Puts a finger on it and keeps it there until the menu is open. */
export async function longPress(page: Page, target: Locator): Promise<void> {
  // Not while what lay over the page still fades.
  await target.click({ trial: true })
  const box = await target.boundingBox()
  if (!box) throw new Error('A finger can not reach what is not shown.')
  const touch = await page.context().newCDPSession(page)
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 }
  await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [middle] })
  await expect(messageMenu(page)).toBeVisible()
  await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
  await touch.detach()
}

/** Opens the menu of a message: by a long press where a finger does it, else by the keys. */
export async function openMessageMenu(page: Page, text: string): Promise<void> {
  if (await byFinger(page)) await longPress(page, line(page, text).locator('.bubble__text'))
  else {
    await line(page, text).focus()
    await page.keyboard.press('Shift+F10')
  }
  await expect(messageMenu(page).getByRole('menuitem').first()).toBeFocused()
}

export async function choose(page: Page, text: string, entry: Entry, language: Language = 'en'): Promise<void> {
  await openMessageMenu(page, text)
  await messageMenu(page).getByRole('menuitem', { name: WORDS[language].message[entry], exact: true }).click()
  await expect(messageMenu(page)).toBeHidden()
}

/** Chooses "Delete" and answers the question with yes. */
export async function deleteMessage(page: Page, text: string, language: Language = 'en'): Promise<void> {
  await choose(page, text, 'delete', language)
  await question(page).getByRole('button', { name: WORDS[language].message.delete, exact: true }).click()
  await expect(question(page)).toBeHidden()
}

/** Saves what was changed as a person does: with Enter, and by the button where a finger types. */
export async function saveEdit(page: Page, language: Language = 'en'): Promise<void> {
  if (await byFinger(page)) await page.getByRole('button', { name: WORDS[language].composer.save, exact: true }).tap()
  else await page.keyboard.press('Enter')
  await expect(editingBar(page)).toHaveCount(0)
}
