import type { Locks } from './environment'
import { isChangeItem, textOf, type OutboxItem } from './outbox/item'
import { lockName, once } from './outbox/locks'
import type { Outbox } from './outbox/outbox'
import type { Strangers } from './outbox/strangers'
import type { ChatRooms } from './rooms'
import type { UnsentMessage } from './types'

export interface UnsentDeps {
  readonly outbox: Outbox
  readonly strangers: Strangers
  readonly rooms: ChatRooms
  /** Under the lock of another identity a tab knows what the tabs of that one have sent. */
  readonly locks: Locks
  /** The id of the user of now. */
  readonly me: () => string
}

/** What will not be sent by itself: commands of other identities, and those whose room or message is gone. */
export interface Unsent {
  /** Oldest first. The same array as before if nothing changed. */
  list(): readonly UnsentMessage[]
  /** Sends what was written under another identity as the user of now. Does nothing where another tab was faster. */
  send(clientId: string): void
  discard(clientId: string): void
  /** A command that is in the log does not wait any longer, in any tab. */
  settle(author: string, clientId: string): void
  /** Other tabs wrote under other identities: what the rooms here have of it does not wait. */
  settleShown(): void
}

export function createUnsent({ outbox, strangers, rooms, locks, me }: UnsentDeps): Unsent {
  let listed: readonly UnsentMessage[] = []

  function ofOther({ author, item }: ReturnType<Strangers['all']>[number]): UnsentMessage {
    // Only its author can change a message.
    const sendable = !isChangeItem(item) && isThere(item.room)
    return { ...contentOf(item), why: 'other_person', author, sendable }
  }

  function ofOne(item: OutboxItem): UnsentMessage[] {
    const room = rooms.find(item.room)
    if (!room) return [{ ...contentOf(item), why: 'room_gone', author: null, sendable: false }]
    const isRefused = item.state === 'failed' && item.error === 'not_found'
    const isLost = isRefused && isChangeItem(item) && !room.message(item.target)
    return isLost ? [{ ...contentOf(item), why: 'message_gone', author: null, sendable: false }] : []
  }

  function isThere(room: string): boolean {
    return rooms.find(room)?.isGone() === false
  }

  function settle(author: string, clientId: string): void {
    if (author === me()) outbox.settle(clientId)
    else if (strangers.find(clientId)?.user === author) void strangers.remove(clientId)
  }

  return {
    list() {
      const others = strangers.all().filter(({ item }) => !outbox.find(item.clientId))
      // A delete has no text that could be lost.
      const next = [...others.map(ofOther), ...outbox.all().flatMap(ofOne)].filter(({ text }) => text !== '')
      if (!isSame(listed, next)) listed = next
      return listed
    },
    send(clientId) {
      const stranger = strangers.find(clientId)
      if (!stranger || isChangeItem(stranger.item) || !isThere(stranger.item.room)) return
      once(locks, lockName(stranger.user, stranger.item.room), () => {
        const still = strangers.find(clientId)
        if (!still || !isThere(still.item.room)) return
        outbox.adopt(still.item)
        strangers.taken(clientId)
      })
    },
    discard(clientId) {
      if (strangers.find(clientId)) void strangers.remove(clientId)
      else outbox.settle(clientId)
    },
    settle,
    settleShown() {
      for (const { user, item } of strangers.all())
        if (rooms.find(item.room)?.has(user, item.clientId)) settle(user, item.clientId)
    },
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
