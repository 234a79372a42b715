import { historyPageSchema } from '../../shared/schemas/http'
import type { Message } from '../../shared/events/message'
import { HISTORY_PAGE_MAX } from '../../shared/limits'
import type { TestApp } from '../support/app'
import { postForm } from '../support/plain-client'
import { waitFor } from '../support/wait-for'

/** The newest messages of a room as the log has them. */
export async function storedMessages(app: TestApp, room: string): Promise<readonly Message[]> {
  const answer = await fetch(`${app.url}/api/rooms/${room}/messages?limit=${HISTORY_PAGE_MAX}`)
  return historyPageSchema.parse(await answer.json()).messages
}

/** Posts a message as a script does. @throws Error when it is not taken */
export async function post(app: TestApp, channel: string, data: string): Promise<void> {
  const answer = await postForm({ url: app.url, channel, data })
  if (!answer.ok) throw new Error(`POST /send/ answered ${answer.status}: ${await answer.text()}`)
}

/**
 * Posts `line 1` to `line count`, in order, and waits until a first visit is shown the last: its page may be a second old.
 * Needs RATE_LIMIT=off for more than a few.
 */
export async function postLines(app: TestApp, channel: string, count: number, from = 1): Promise<void> {
  for (let number = from; number < from + count; number++) await post(app, channel, `line ${number}`)
  const last = `line ${from + count - 1}`
  await waitFor(async () => (await (await fetch(`${app.url}/r/${channel}`, { headers: { accept: 'text/html' } })).text()).includes(last), { what: `the page to have "${last}"` })
}
