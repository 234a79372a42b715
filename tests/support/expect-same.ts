import { expect } from 'vitest'
import type { Message } from '#shared/events/message'
import type { TimelineItem } from '~/client/types'
import type { Tab } from './chat-client'
import { readLog } from './read-log'
import { waitFor } from './wait-for'

export interface SameOptions {
  /** The app whose log is read. */
  readonly url: string
  readonly room: string
  readonly tabs: readonly Tab[]
  /** Compare events above this `seq`: the head before these tabs began to send. */
  readonly after?: number
  readonly timeoutMs?: number
}

/** Generous: on an idle machine the wait ends at once. */
const SETTLE_TIMEOUT_MS = 90_000

/**
 * Waits until every client has sent its waiting messages and reached the end of the log. Then checks: the log has no
 * gap and no double; it has every acknowledged message as acknowledged; it has every sent message once, in the order of
 * sending; and each list equals the log.
 * @returns the log
 */
export async function expectSame(options: SameOptions): Promise<Message[]> {
  const { url, room, tabs, after = 0, timeoutMs = SETTLE_TIMEOUT_MS } = options
  const unsettled = () => tabs.flatMap(({ client }, tab) => {
    const [connection, waiting] = [client.connection(), client.waiting()]
    return connection.status === 'open' && waiting === 0 ? [] : { tab, connection, waiting }
  })
  await waitFor(() => expect(unsettled()).toEqual([]), { what: 'everybody to be connected and all to be sent', timeoutMs })
  const log = await readLog(url, room, after)
  expectWhole(log, after)
  const head = after + log.length
  await waitFor(() => expect(tabs.map(({ client }) => client.position(room)?.seq)).toEqual(tabs.map(() => head)), { what: 'everybody to come to the end of the log', timeoutMs })
  for (const tab of tabs) {
    expectSent(tab, room, log)
    expect(withoutNames(await scrolledUp(tab, room, after))).toEqual(log.map(entryOf))
  }
  return log
}

/** The log has each `seq`, each id and each (author, client id) once. */
function expectWhole(log: readonly Message[], after: number): void {
  expect(log.map(message => message.seq)).toEqual(log.map((_, index) => after + 1 + index))
  expect(new Set(log.map(message => message.id)).size).toBe(log.length)
  const keys = log.flatMap(({ author, clientId }) => clientId === undefined ? [] : `${author.id} ${clientId}`)
  expect(new Set(keys).size).toBe(keys.length)
}

/** The acknowledgements of this tab are true, and the log has all of its messages in the order of sending. */
function expectSent(tab: Tab, room: string, log: readonly Message[]): void {
  expect(tab.complaints).toEqual([])
  const known = new Map(log.map(message => [message.clientId, message]))
  for (const ack of tab.acks.values()) {
    if (ack.room !== room) continue
    const { seq, id, at } = ack
    expect(known.get(ack.clientId)).toMatchObject({ seq, id, at, author: { id: tab.user.id } })
  }
  const sent = tab.sent.filter(message => message.room === room)
  expect(sent.map(({ clientId }) => known.get(clientId)?.text)).toEqual(sent.map(({ text }) => text))
  const order = sent.map(({ clientId }) => known.get(clientId)?.seq ?? 0)
  expect(order).toEqual([...order].sort((a, b) => a - b))
}

/** The whole list of a tab above `after`, with older pages loaded as by scrolling up. */
async function scrolledUp({ client }: Tab, room: string, after: number): Promise<readonly TimelineItem[]> {
  const first = () => client.room(room)?.items.find(item => item.kind === 'message')?.seq ?? Infinity
  for (let before = Infinity; client.room(room)?.older && first() > after + 1 && first() < before;) {
    before = first()
    await client.loadOlder(room)
  }
  return client.room(room)?.items.filter(item => item.kind === 'live' || item.seq === null || item.seq > after) ?? []
}

function withoutNames(items: readonly TimelineItem[]): unknown[] {
  return items.map(item => item.kind === 'live' ? item : { seq: item.seq, clientId: item.clientId, author: item.author.id, at: item.at, text: item.text, state: item.state })
}

function entryOf({ seq, clientId, author, at, text }: Message): unknown {
  return { seq, clientId: clientId ?? null, author: author.id, at, text, state: 'sent' }
}
