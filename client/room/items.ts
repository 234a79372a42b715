import type { Message } from '#shared/events/message'
import type { User } from '#shared/schemas/user'
import type { OutboxItem } from '../outbox/queue'
import type { TimelineItem, TimelineMessage } from '../types'
import type { LiveLine, Timeline } from './timeline'

/** Gives the items of a room, the same object for the same message every time, so that a list redraws only what changed. */
export interface ItemBuilder {
  (timeline: Timeline, pending: readonly OutboxItem[], me: User, waits?: Waits): readonly TimelineItem[]
}

/** What the messages that are not in the log wait for: only an answer, something that takes longer (`parked`), or nothing any more (`gone`: the room is). */
export type Waits = 'answer' | 'parked' | 'gone'

/** Log first, in `seq` order with live lines at their places, then what waits to be sent, in send order. */
export function createItemBuilder(): ItemBuilder {
  const known = new WeakMap<Message | LiveLine | OutboxItem, TimelineItem>()
  let waited: Waits = 'answer'

  function once<Source extends Message | LiveLine | OutboxItem>(source: Source, make: (source: Source) => TimelineItem): TimelineItem {
    const item = known.get(source) ?? make(source)
    known.set(source, item)
    return item
  }

  return (timeline, pending, me, waits = 'answer') => {
    if (waits !== waited) pending.forEach(item => known.delete(item))
    waited = waits
    const inLog = new Set(timeline.messages.map(message => ownKey(message, me.id)))
    const items: TimelineItem[] = []
    let next = 0
    for (const message of timeline.messages) {
      for (let line = timeline.live[next]; line && line.afterSeq < message.seq; line = timeline.live[++next]) items.push(once(line, liveItem))
      items.push(once(message, source => messageItem(source, me.id)))
    }
    items.push(...timeline.live.slice(next).map(line => once(line, liveItem)))
    items.push(...pending.filter(item => !inLog.has(pendingKey(item.clientId))).map(item => once(item, source => pendingItem(source, me, waits))))
    return items
  }
}

/** The key of an own message is made of its client id, which it has from the moment of sending on. */
function pendingKey(clientId: string): string {
  return `own:${clientId}`
}

function ownKey(message: Message, me: string): string {
  return message.author.id === me && message.clientId ? pendingKey(message.clientId) : message.id
}

function messageItem(message: Message, me: string): TimelineMessage {
  const { seq, clientId = null, author, at, text } = message
  const edited = message.editedAt !== undefined
  return {
    kind: 'message', key: ownKey(message, me), seq, clientId, author, mine: author.id === me, at, text, edited,
    state: 'sent', error: null, parked: false, editable: false, change: null,
  }
}

function pendingItem(item: OutboxItem, author: User, waits: Waits): TimelineMessage {
  const { clientId, at, text } = item
  const gone = waits === 'gone'
  const state = gone || item.state === 'failed' ? 'failed' : 'sending'
  const parked = state === 'sending' && waits === 'parked'
  const editable = !gone && !item.wired && (parked || state === 'failed')
  const error = gone ? 'not_found' : state === 'failed' ? item.error : null
  return { kind: 'message', key: pendingKey(clientId), seq: null, clientId, author, mine: true, at, text, state, error, parked, editable, edited: false, change: null }
}

function liveItem({ key, at, text }: LiveLine): TimelineItem {
  return { kind: 'live', key, at, text }
}
