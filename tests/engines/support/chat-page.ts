import { expect } from 'vitest'
import { waitFor } from '../../support/wait-for'
import type { EnginePage } from './engine'
import { evaluate } from './evaluate'

const PATIENCE = { timeout: 20_000, interval: 25 }

export const NAME_FIELD = 'input[name="name"]'
export const COMPOSER = 'textarea'
export const SECOND_ROOM = '[role="tab"] ~ [role="tab"]'

/** Loads an address, also the one that is open, and waits for the new document. */
export async function open(page: EnginePage, url: string): Promise<void> {
  await evaluate(page, () => void (document.documentElement.dataset.left = 'yes'))
  await page.navigate(url)
  const arrived = () => evaluate(page, (wanted) => {
    // The page itself may go on to the address of a room.
    return (
      wanted.startsWith(location.origin)
      && document.body !== null
      && document.documentElement.dataset.left === undefined
    )
  }, url)
  await waitFor(arrived, { timeoutMs: 30_000, what: `the document of ${url}` })
}

/** Waits until the selector finds something that can be seen. */
async function expectVisible(page: EnginePage, selector: string): Promise<void> {
  const visible = () => evaluate(page, css => (document.querySelector(css)?.getClientRects().length ?? 0) > 0, selector)
  await expect.poll(visible, { ...PATIENCE, message: `${selector} is visible` }).toBe(true)
}

export async function click(page: EnginePage, selector: string): Promise<void> {
  await expectVisible(page, selector)
  await page.click(selector)
}

/** Waits until the page has said hello to the server. */
export async function expectConnected(page: EnginePage): Promise<void> {
  await expectVisible(page, '[data-testid="connection"]')
  const state = () => evaluate(page, () => {
    return document.querySelector<HTMLElement>('[data-testid="connection"]')?.dataset.state
  })
  await expect.poll(state, PATIENCE).toBe('open')
}

/** Takes a name on the card that a first visit shows. */
export async function takeName(page: EnginePage, name: string): Promise<void> {
  await click(page, NAME_FIELD)
  await evaluate(page, (css) => {
    const field = document.querySelector(css)
    if (field instanceof HTMLInputElement) field.select()
  }, NAME_FIELD)
  await page.type(`${name}\n`)
  await expectVisible(page, COMPOSER)
}

/** Types a message and sends it with Enter. Does not wait for the server. */
export async function say(page: EnginePage, text: string): Promise<void> {
  await click(page, COMPOSER)
  await page.type(`${text}\n`)
}

/** The texts that the room that is open shows, each with the state of its message. */
export function shownTexts(page: EnginePage): Promise<string[]> {
  return evaluate(page, () => [...document.querySelectorAll<HTMLElement>('[data-testid="message"]')]
    .filter(message => message.getClientRects().length > 0)
    .map(message => `${message.querySelector('.bubble__text')?.textContent.trim()} (${message.dataset.state})`))
}

/** Waits until the room that is open shows exactly these texts, in this order, and all are in the log. */
export async function expectTexts(page: EnginePage, texts: readonly string[]): Promise<void> {
  await expect.poll(() => shownTexts(page), PATIENCE).toEqual(texts.map(text => `${text} (sent)`))
}
