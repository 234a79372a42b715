import { expect, type Locator, type Page } from '@playwright/test'
import en from '../../i18n/locales/en.json' with { type: 'json' }
import zh from '../../i18n/locales/zh.json' with { type: 'json' }

/** The page's own words, by the language a person reads. */
export const WORDS = { en, zh } as const
export type Language = keyof typeof WORDS

export const ROOM_1 = { id: 'channel_1', title: 'Customer service No. 1' } as const
export const ROOM_2 = { id: 'channel_2', title: 'Customer service No. 2' } as const

/** How long a page may take to come back: its back-off grows while the server is away. */
const RETURN_TIMEOUT_MS = 40_000

export const connection = (page: Page): Locator => page.getByTestId('connection')
/** The list of the room that is open. */
export const log = (page: Page): Locator => page.getByRole('log')
export const messages = (page: Page): Locator => log(page).getByTestId('message')
/** What was said in the room that is open, a text each. */
export const texts = (page: Page): Locator => messages(page).locator('.bubble__text')
export const line = (page: Page, text: string): Locator =>
  messages(page).filter({ has: page.getByText(text, { exact: true }) })
export const tab = (page: Page, title: string): Locator => page.getByRole('tab', { name: title })
export const composer = (page: Page, language: Language = 'en'): Locator =>
  page.getByRole('textbox', { name: WORDS[language].composer.label, exact: true })
export const notice = (page: Page): Locator => page.getByTestId('connection-notice')
export const menuButton = (page: Page): Locator => page.getByTestId('menu-button')
export const nameField = (page: Page, language: Language = 'en'): Locator =>
  page.getByRole('textbox', { name: WORDS[language].name.label })

/** Waits until the page has said hello to the server, also for the first time after a break. */
export async function expectConnected(page: Page): Promise<void> {
  await expect(connection(page)).toHaveAttribute('data-state', 'open', { timeout: RETURN_TIMEOUT_MS })
}

/** Takes a name on the card that a first visit shows. */
export async function takeName(page: Page, name: string, language: Language = 'en'): Promise<void> {
  await expectConnected(page)
  await nameField(page, language).fill(name)
  await page.getByRole('button', { name: WORDS[language].name.start }).click()
  await expect(composer(page, language)).toBeFocused()
}

/** Sends what is typed as a person does: with Enter, and by the button where a finger types. */
export async function submit(page: Page, language: Language = 'en'): Promise<void> {
  const byFinger = await page.evaluate(() => matchMedia('(pointer: coarse)').matches)
  if (byFinger) await page.getByRole('button', { name: WORDS[language].composer.send, exact: true }).tap()
  else await composer(page, language).press('Enter')
}

/** Types a message and sends it. Does not wait for the server. */
export async function say(page: Page, text: string, language: Language = 'en'): Promise<void> {
  await composer(page, language).fill(text)
  await submit(page, language)
  await expect(composer(page, language)).toHaveValue('')
}

/** Waits until the room that is open shows exactly these texts, in this order. */
export async function expectTexts(
  page: Page,
  expected: readonly string[],
  options?: { timeout?: number },
): Promise<void> {
  await expect(texts(page)).toHaveText([...expected], options)
}

/** Waits until all that is shown is in the log, so that nothing waits in the outbox. */
export async function expectAllSent(page: Page): Promise<void> {
  await expect(messages(page).and(page.locator(':not([data-state="sent"])'))).toHaveCount(0)
}

export async function openMenu(page: Page, language: Language = 'en'): Promise<Locator> {
  await menuButton(page).click()
  const menu = page.getByRole('dialog', { name: WORDS[language].menu.title })
  await expect(menu.getByRole('button', { name: WORDS[language].menu.close, exact: true })).toBeFocused()
  return menu
}
