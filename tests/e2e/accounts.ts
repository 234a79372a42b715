import { expect, type Page } from '@playwright/test'
import en from '../../i18n/screens/en.json' with { type: 'json' }
import type { TestApp } from '../support/app'

/** The words of the screens beside the chat. */
export const SCREENS = en

export const PASSWORD = 'a short sentence'

/** The path of the link for the owner that the app printed at its start. */
export async function ownerPath(app: Pick<TestApp, 'logs'>): Promise<string> {
  const printed = () => app.logs().flatMap(line => /\/owner#[\w-]+/.exec(line)?.[0] ?? []).at(-1) ?? null
  await expect.poll(printed).not.toBeNull()
  return printed() ?? '/owner'
}

export const nameInput = (page: Page) => page.getByRole('textbox', { name: 'Your name' })
export const handleInput = (page: Page) => page.getByRole('textbox', { name: SCREENS.handle.label })
export const passwordInput = (page: Page, label: string = SCREENS.password.label) =>
  page.getByRole('textbox', { name: label, exact: true })
export const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()

/** Waits for the chat as a page that was loaded anew. */
export async function expectChat(page: Page): Promise<void> {
  await page.waitForURL(url => url.pathname === '/' || url.pathname.startsWith('/r/'))
  await expect(page.getByTestId('connection')).toHaveAttribute('data-state', 'open')
}

/** Becomes the owner by the link, from an empty browser. */
export async function claim(page: Page, app: Pick<TestApp, 'logs'>, name: string, handle: string): Promise<void> {
  await page.goto(await ownerPath(app))
  await nameInput(page).fill(name)
  await handleInput(page).fill(handle)
  await passwordInput(page, SCREENS.password.new).fill(PASSWORD)
  await press(page, SCREENS.owner.submit)
  await expectChat(page)
}

/** Makes an account of the guest who is there. */
export async function keep(page: Page, handle: string): Promise<void> {
  await page.goto('/signin?new')
  await handleInput(page).fill(handle)
  await passwordInput(page, SCREENS.password.new).fill(PASSWORD)
  await press(page, SCREENS.keep.submit)
  await expectChat(page)
}

export async function signIn(page: Page, handle: string, password = PASSWORD): Promise<void> {
  await page.goto('/signin')
  await handleInput(page).fill(handle)
  await passwordInput(page).fill(password)
  await press(page, SCREENS.signIn.submit)
}
