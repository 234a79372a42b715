import { expect, type Page } from '@playwright/test'
import en from '../../i18n/screens/en.json' with { type: 'json' }
import { roomAnswerSchema } from '../../shared/schemas/rooms'
import { sessionSchema } from '../../shared/schemas/user'
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

/** Asks the server as the page would, for what a test needs beforehand. @throws Error for what is refused */
export async function ask(page: Page, method: 'GET' | 'POST' | 'PUT' | 'PATCH', path: string, body?: object): Promise<unknown> {
  return page.evaluate(async ({ method, path, body }) => {
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(path, { method, ...(body ? { headers, body: JSON.stringify(body) } : {}) })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`)
    return text === '' ? null : JSON.parse(text)
  }, { method, path, body })
}

/** Makes a private room. Answers its id. */
export async function makeRoom(page: Page, title: string): Promise<string> {
  return roomAnswerSchema.parse(await ask(page, 'POST', '/api/rooms', { kind: 'private', title })).room.id
}

/** The id of the user who has that page. */
export async function idOf(page: Page): Promise<string> {
  return sessionSchema.parse(await ask(page, 'GET', '/api/session')).user.id
}
