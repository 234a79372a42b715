import { mentions } from '#shared/events/mention'
import type { Message } from '#shared/events/message'
import type { NoticeEvent } from '#shared/events/notice'
import type { User } from '#shared/schemas/user'
import { isChangeItem, type ChangeItem, type OutboxItem, type SendItem } from '../outbox/item'
import type { TimelineItem, TimelineMessage } from '../types'
import { createNoticeItems, isShown } from './notices'
import type { LiveLine, Timeline } from './timeline'

/**
 * Builds the items of a room. The same message gives the same object every time, so that a list redraws only what
 * changed.
 */
export interface ItemBuilder {
  (timeline: Timeline, pending: readonly OutboxItem[], me: User, waits?: Waits): readonly TimelineItem[]
}

/**
 * What the commands that are not in the log wait for: an answer, something longer (`parked`), or nothing any more
 * (`gone`: the room is removed).
 */
export type Waits = 'answer' | 'parked' | 'gone'

type Source = Message | LiveLine | SendItem

/**
 * Log first, in `seq` order with notices and live lines at their places and with the changes that wait, then messages
 * that wait, in send order.
 */
export function createItemBuilder(isBlocked: (person: string) => boolean = () => false): ItemBuilder {
  const known = new WeakMap<Source, TimelineItem>()
  const changed = new WeakMap<ChangeItem, { readonly message: Message, readonly item: TimelineItem }>()
  const noticeItem = createNoticeItems()
  let waited: Waits = 'answer'

  function once<One extends Source>(source: One, make: (source: One) => TimelineItem): TimelineItem {
    const item = known.get(source) ?? make(source)
    known.set(source, item)
    return item
  }

  function onceChanged(message: Message, change: ChangeItem, make: () => TimelineItem): TimelineItem {
    const before = changed.get(change)
    if (before?.message === message) return before.item
    const item = make()
    changed.set(change, { message, item })
    return item
  }

  /** A notice may become a part of the item before it. */
  function add(items: TimelineItem[], line: Line): void {
    if ('afterSeq' in line) return void items.push(once(line, liveItem))
    const last = items.at(-1)
    const item = noticeItem(last?.kind === 'notice' ? last : null, line)
    if (last?.kind === 'notice' && last.key === item.key) items.pop()
    items.push(item)
  }

  function forget(pending: readonly OutboxItem[]): void {
    for (const item of pending) {
      if (isChangeItem(item)) changed.delete(item)
      else known.delete(item)
    }
  }

  return (timeline, pending, me, waits = 'answer') => {
    if (waits !== waited) forget(pending)
    waited = waits
    const inLog = new Set(timeline.messages.map(message => ownKey(message, me.id)))
    // The last change of each message.
    const changes = new Map(pending.filter(isChangeItem).map(change => [change.target, change]))
    const items: TimelineItem[] = []
    const lines = linesOf(timeline)
    let next = 0
    const showLines = (before: number) => {
      for (let line = lines[next]; line && placeOf(line) < before; line = lines[++next]) add(items, line)
    }
    for (const message of timeline.messages) {
      showLines(message.seq)
      const change = message.author.id === me.id ? changes.get(message.seq) : undefined
      items.push(change
        ? onceChanged(message, change, () => changedItem(message, change, me.id, waits))
        : once(message, source => messageItem(source, me.id, isBlocked(source.author.id))))
    }
    showLines(Infinity)
    for (const item of pending) {
      if (isChangeItem(item) || inLog.has(pendingKey(item.clientId))) continue
      items.push(once(item, source => pendingItem(source, me, waits)))
    }
    return items
  }
}

/** Rows between messages. */
type Line = LiveLine | NoticeEvent

function placeOf(line: Line): number {
  return 'afterSeq' in line ? line.afterSeq : line.seq
}

/** In their order: a live line comes after everything up to its `afterSeq`. */
function linesOf({ live, notices }: Timeline): readonly Line[] {
  if (notices.length === 0) return live
  return [...notices.filter(isShown), ...live].sort((a, b) => placeOf(a) - placeOf(b))
}

/** The key of an own message is made of its client id, which it has from the moment of sending on. */
function pendingKey(clientId: string): string {
  return `own:${clientId}`
}

function ownKey(message: Message, me: string): string {
  return message.author.id === me && message.clientId ? pendingKey(message.clientId) : message.id
}

function messageItem(message: Message, me: string, isBlocked = false): TimelineMessage {
  const mine = message.author.id === me
  const callsMe = !mine && !isBlocked && mentions(message.mentions, me)
  const { room: _room, id: _id, rev: _rev, clientId = null, editedAt = null, ...shown } = message
  return {
    ...shown, kind: 'message', key: ownKey(message, me), clientId, mine, callsMe, editedAt,
    state: 'sent', error: null, parked: false, editable: false, change: null,
  }
}

/** A message after a pending change. A deleted one keeps its text, since the delete may fail. */
function changedItem(message: Message, change: ChangeItem, me: string, waits: Waits): TimelineMessage {
  const { kind, clientId } = change
  const text = 'text' in change ? change.text : message.text
  return { ...messageItem(message, me), ...standing(change, waits), text, change: { kind, clientId } }
}

function pendingItem(item: SendItem, author: User, waits: Waits): TimelineMessage {
  const { clientId, at, text } = item
  const { state, error, parked } = standing(item, waits)
  const editable = waits !== 'gone' && !item.wired && (parked || state === 'failed')
  return {
    kind: 'message',
    key: pendingKey(clientId),
    seq: null,
    clientId,
    author,
    mine: true,
    at,
    text,
    callsMe: false,
    state,
    error,
    parked,
    editable,
    editedAt: null,
    change: null,
  }
}

/** The state of a command that is not in the log yet. */
function standing(item: OutboxItem, waits: Waits): Pick<TimelineMessage, 'state' | 'error' | 'parked'> {
  if (waits === 'gone') return { state: 'failed', error: 'not_found', parked: false }
  if (item.state === 'failed') return { state: 'failed', error: item.error, parked: false }
  return { state: 'sending', error: null, parked: waits === 'parked' }
}

function liveItem({ key, at, text }: LiveLine): TimelineItem {
  return { kind: 'live', key, at, text }
}
