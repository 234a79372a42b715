import { historyPageSchema } from '../../shared/schemas/http'
import type { Message } from '../../shared/events/message'
import { HISTORY_PAGE_MAX } from '../../shared/limits'
import type { TestApp } from '../support/app'
import { connectParley, visit } from '../support/parley-client'
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

/** Posts `line 1` to `line count`, in order. Needs RATE_LIMIT=off for more than a few. */
export async function postLines(app: TestApp, channel: string, count: number, from = 1): Promise<void> {
  for (let number = from; number < from + count; number++) await post(app, channel, `line ${number}`)
}

/** So many that a POST each takes longer than the test. */
const MANY = 500
/** What one connection sends before it waits for the acknowledgements. */
const BATCH = 100

/** The same by the socket of one guest, for many. */
async function sendLines(app: TestApp, room: string, count: number, from: number): Promise<void> {
  const client = await connectParley({ url: app.wsUrl, cookie: await visit(app.url) })
  for (let number = from; number < from + count; number++) {
    client.send({ type: 'send', room, clientId: `line-${number}`, text: `line ${number}` })
    const waiting = (number - from) % BATCH + 1
    if (waiting < BATCH && number + 1 < from + count) continue
    for (let acks = 0; acks < waiting; acks++) await client.next('ack')
  }
  await client.close()
}

/**
 * The same, for the next visitor: waits until a first visit shows the last message, since its page may be a second old.
 */
export async function fillRoom(app: TestApp, channel: string, count: number, from = 1): Promise<void> {
  await (count >= MANY ? sendLines : postLines)(app, channel, count, from)
  const last = `line ${from + count - 1}`
  const shown = async () => {
    const answer = await fetch(`${app.url}/r/${channel}`, { headers: { accept: 'text/html' } })
    return (await answer.text()).includes(last)
  }
  await waitFor(shown, { intervalMs: 100, what: `the page to have "${last}"` })
}
