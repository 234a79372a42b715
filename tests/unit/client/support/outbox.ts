import type { ChangeItem, SendItem } from '~/client/outbox/item'
import type { StoredItem } from '~/client/store/store'

const WAITING = { room: 'channel_1', state: 'queued', error: null, tries: 0, notBefore: 0, wired: false } as const

/** A message that waits in `channel_1`. */
export function item(clientId: string, order: number, over: Partial<SendItem> = {}): SendItem {
  return { ...WAITING, kind: 'send', clientId, text: `text ${clientId}`, at: order, order, ...over }
}

/** The same as the store keeps it, without a wait. */
export function storedItem(...given: Parameters<typeof item>): StoredItem {
  const { kind: _, ...stored } = item(...given)
  return stored
}

/** A message that waits, as the page stored it before there were edits: without what it did not know yet. */
export function olderStoredItem(clientId: string) {
  return {
    clientId, room: 'channel_1', text: 'one', at: 1, order: 1, state: 'queued', error: null, tries: 0, notBefore: 0,
  } as const
}

type Over = Partial<Omit<SendItem, 'kind' | 'text'>>

/** An edit of the message `target` of `channel_1` that waits. */
export function editItem(clientId: string, order: number, target: number, over: Over = {}): ChangeItem {
  return {
    ...WAITING,
    kind: 'edit',
    clientId,
    target,
    epoch: 'e1',
    text: `text ${clientId}`,
    at: order,
    order,
    ...over,
  }
}

/** A deletion of the message `target` of `channel_1` that waits. */
export function deleteItem(clientId: string, order: number, target: number, over: Over = {}): ChangeItem {
  return { ...WAITING, kind: 'delete', clientId, target, epoch: 'e1', at: order, order, ...over }
}
