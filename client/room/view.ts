import type { User } from '#shared/schemas/user'
import { isChangeItem, type OutboxItem } from '../outbox/item'
import type { RoomView } from '../types'
import type { Divider } from './divider'
import { createItemBuilder } from './items'
import type { Loaded } from './loaded'
import type { RoomReport } from './report'
import type { Seen } from './seen'
import { slowSending } from './slow'
import { EMPTY_TIMELINE, isReady } from './timeline'
import type { Typists } from './typing'

export interface ViewDeps {
  readonly room: RoomReport
  readonly loaded: Loaded
  readonly divider: Divider
  readonly seen: Seen
  readonly typists: Typists
  me(): User
  isBlocked(person: string): boolean
  pending(): readonly OutboxItem[]
  /** Ms of the monotonic clock. */
  now(): number
  isJoined(): boolean
  /** The server refused the join. */
  isRefused(): boolean
  mark(): number | null
  unread(): number
  mentions(): number
}

/** Answers how to build what the page shows of one room. */
export function createView(deps: ViewDeps): () => RoomView {
  const { room, loaded, divider, seen, typists } = deps
  const items = createItemBuilder(deps.isBlocked)

  function status(): RoomView['status'] {
    if (isReady(loaded.tail())) return 'ready'
    return deps.isRefused() ? 'error' : 'loading'
  }

  return () => {
    const [pending, me] = [deps.pending(), deps.me()]
    const slow = slowSending(pending, deps.now())
    const waits = room.isGone() ? 'gone' : deps.isJoined() && !slow ? 'answer' : 'parked'
    const line = room.line()
    const ofTail = items(loaded.tail(), pending, me, waits)
    const newest = line ? items({ ...EMPTY_TIMELINE, messages: [line] }, pending, me, waits) : ofTail
    const isAway = loaded.part() !== null
    // What waits to be sent comes after the newest message.
    const shown = isAway ? items(loaded.shown(), pending.filter(isChangeItem), me, waits) : ofTail
    return {
      ...room.info(),
      gone: room.isGone(),
      slow,
      status: status(),
      items: shown,
      newest,
      online: room.online(),
      mark: deps.mark(),
      unread: deps.unread(),
      mentions: deps.mentions(),
      seen: seen.members(),
      manySee: seen.isLarge(),
      typing: typists.users(),
      newSinceSeq: divider.seq(),
      opening: divider.isOpening(),
      older: loaded.shown().older,
      olderStatus: loaded.olderStatus(),
      newer: isAway,
      newerStatus: loaded.newerStatus(),
    }
  }
}
