import { expect } from 'vitest'
import type { Message } from '#shared/events/message'
import type { TimelineItem } from '~/client/types'
import type { Tab } from './chat-client'
import { headOf, readEvents, readLog } from './read-log'
import { waitFor } from './wait-for'

export interface SameOptions {
  /** The app whose log is read. */
  readonly url: string
  readonly room: string
  readonly tabs: readonly Tab[]
  /** Compare events above this `seq`: the head before these tabs began to send. */
  readonly after?: number
  readonly timeoutMs?: number
  /** Of a user who may read the room; a new guest, if absent. */
  readonly cookie?: string
}

/** Generous: on an idle machine the wait ends at once. */
const SETTLE_TIMEOUT_MS = 90_000

/**
 * Waits until every client has sent its waiting commands and reached the end of the log. Then checks: the log has no
 * gap and no double; every acknowledgement is true; each message is there once, in the order of sending, as its edits
 * left it, and not if it was deleted; each list equals the log; and each count of unread messages is that of the log.
 * @returns the messages of the log
 */
export async function expectSame(options: SameOptions): Promise<Message[]> {
  const { url, room, tabs, after = 0, timeoutMs = SETTLE_TIMEOUT_MS, cookie } = options
  const unsettled = () => tabs.flatMap(({ client }, tab) => {
    const [connection, waiting] = [client.connection(), client.waiting()]
    return connection.status === 'open' && waiting === 0 ? [] : { tab, connection, waiting }
  })
  await waitFor(() => expect(unsettled()).toEqual([]), {
    what: 'everybody to be connected and all to be sent',
    timeoutMs,
  })
  await waitFor(async () => {
    const seqs = tabs.map(({ client }) => client.room(room).position()?.seq)
    expect(seqs).toEqual(tabs.map(() => seqs[0]))
    expect(seqs[0]).toBe(await headOf(url, room, cookie))
    // Of a commit that was taken for a failure, the process learns when its command is repeated.
    for (const { seq } of acksIn(room, tabs)) expect(seq).toBeLessThanOrEqual(seqs[0] ?? 0)
  }, { what: 'everybody to come to the end of the log', timeoutMs })
  const log = await readLog(url, room, after, cookie)
  await expectWhole(log, options)
  for (const tab of tabs) {
    expectSent(tab, room, log)
    expect(withoutNames(await scrolledUp(tab, room, after))).toEqual(log.map(entryOf))
  }
  await expectUnread(options)
  return log
}

function acksIn(room: string, tabs: readonly Tab[]) {
  return tabs.flatMap(tab => [...tab.acks.values()].filter(ack => ack.room === room))
}

/** The log has each `seq`, each id and each (author, client id) once, and ends behind all that was acknowledged. */
async function expectWhole(log: readonly Message[], options: SameOptions): Promise<void> {
  const { url, room, tabs, after = 0, cookie } = options
  const head = await headOf(url, room, cookie)
  for (const { seq } of [...acksIn(room, tabs), ...log]) expect(seq).toBeLessThanOrEqual(head)
  expectOnce(log)
  const events = await readEvents(url, room, after, cookie)
  if (!events) return
  expect(events.map(event => event.seq)).toEqual(Array.from({ length: head - after }, (_, index) => after + 1 + index))
  expectOnce(events.filter(event => event.type !== 'unknown'))
}

function expectOnce(commands: readonly Pick<Message, 'id' | 'seq' | 'author' | 'clientId'>[]): void {
  expect(commands.map(({ seq }) => seq)).toEqual(commands.map(({ seq }) => seq).toSorted((a, b) => a - b))
  expect(new Set(commands.map(({ id }) => id)).size).toBe(commands.length)
  const keys = commands.flatMap(({ author, clientId }) => clientId === undefined ? [] : `${author.id} ${clientId}`)
  expect(new Set(keys).size).toBe(keys.length)
}

/** The acknowledgements of this tab are true, and the log has its messages in the order of sending, as it left them. */
function expectSent(tab: Tab, room: string, log: readonly Message[]): void {
  expect(tab.complaints).toEqual([])
  const own = new Map(log.filter(({ author }) => author.id === tab.user.id).map(message => [message.clientId, message]))
  const texts = tab.texts(room)
  const acks = [...tab.acks.values()].filter(ack => ack.room === room)
  for (const { clientId, seq, id, at } of acks.filter(ack => texts.has(ack.clientId))) {
    expect(own.get(clientId)).toMatchObject({ seq, id, at })
  }
  const sent = tab.sent.filter(message => message.room === room)
  expect(sent.map(({ clientId }) => own.get(clientId)?.text)).toEqual(sent.map(({ clientId }) => texts.get(clientId)))
  const order = sent.flatMap(({ clientId }) => own.get(clientId)?.seq ?? [])
  expect(order).toEqual(order.toSorted((a, b) => a - b))
}

/** What each tab says is unread is the number of messages of others above its mark. */
async function expectUnread({ url, room, tabs, cookie }: SameOptions): Promise<void> {
  // Of a user with an account it may move still, with what another device has read.
  const marks = () => tabs.map(({ client }) => client.room(room).view()?.mark ?? 0)
  const log = await readLog(url, room, Math.min(...marks()), cookie)
  const unread = () => marks().map((mark, index) => (
    log.filter(({ seq, author }) => seq > mark && author.id !== tabs[index]?.user.id).length
  ))
  await waitFor(() => expect(tabs.map(({ client }) => client.room(room).view()?.unread)).toEqual(unread()), {
    what: 'the counts of unread messages to be those of the log',
  })
}

/** The whole list of a tab above `after`, with older pages loaded as by scrolling up. */
async function scrolledUp({ client }: Tab, room: string, after: number): Promise<readonly TimelineItem[]> {
  const first = () => client.room(room).view()?.items.find(item => item.kind === 'message')?.seq ?? Infinity
  for (let before = Infinity; client.room(room).view()?.older && first() > after + 1 && first() < before;) {
    before = first()
    await client.room(room).loadOlder()
  }
  // Notices are in the list of a private room, and in no page of messages.
  const items = client.room(room).view()?.items.filter(({ kind }) => kind !== 'notice') ?? []
  return items.filter(item => item.kind !== 'message' || item.seq === null || item.seq > after)
}

function withoutNames(items: readonly TimelineItem[]): unknown[] {
  return items.map((item) => {
    if (item.kind !== 'message') return item
    const { seq, clientId, author, at, text, editedAt, state, change } = item
    return { seq, clientId, author: author.id, at, text, editedAt, state, change }
  })
}

function entryOf({ seq, clientId, author, at, text, editedAt }: Message): unknown {
  return {
    seq,
    clientId: clientId ?? null,
    author: author.id,
    at,
    text,
    editedAt: editedAt ?? null,
    state: 'sent',
    change: null,
  }
}
