import { isChangeItem, textOf, type OutboxItem } from './outbox/item'
import type { Outbox } from './outbox/outbox'
import type { Strangers } from './outbox/strangers'
import type { ChatRooms } from './rooms'
import type { UnsentMessage } from './types'

export interface UnsentDeps {
  readonly outbox: Outbox
  readonly strangers: Strangers
  readonly rooms: ChatRooms
}

/**
 * Lists texts that will not be sent by themselves, oldest first. Returns the same array as before if nothing changed.
 */
export function createUnsent({ outbox, strangers, rooms }: UnsentDeps): () => readonly UnsentMessage[] {
  let listed: readonly UnsentMessage[] = []

  function ofOther({ author, item }: ReturnType<Strangers['all']>[number]): UnsentMessage {
    // Only its author can change a message.
    const sendable = !isChangeItem(item) && rooms.find(item.room)?.isGone() === false
    return { ...contentOf(item), why: 'other_person', author, sendable }
  }

  function ofOne(item: OutboxItem): UnsentMessage[] {
    const room = rooms.find(item.room)
    if (!room) return [{ ...contentOf(item), why: 'room_gone', author: null, sendable: false }]
    const isRefused = item.state === 'failed' && item.error === 'not_found'
    const isLost = isRefused && isChangeItem(item) && !room.message(item.target)
    return isLost ? [{ ...contentOf(item), why: 'message_gone', author: null, sendable: false }] : []
  }

  return () => {
    const others = strangers.all().filter(({ item }) => !outbox.find(item.clientId))
    // A delete has no text that could be lost.
    const next = [...others.map(ofOther), ...outbox.all().flatMap(ofOne)].filter(({ text }) => text !== '')
    if (!isSame(listed, next)) listed = next
    return listed
  }
}

function contentOf(item: OutboxItem) {
  const { clientId, room, at } = item
  return { clientId, room, at, text: textOf(item) }
}

function isSame(before: readonly UnsentMessage[], next: readonly UnsentMessage[]): boolean {
  return before.length === next.length && next.every(({ clientId, sendable, why }, index) => {
    const one = before[index]
    return clientId === one?.clientId && sendable === one.sendable && why === one.why
  })
}
