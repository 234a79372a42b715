import type { Cancel } from '~/client/environment'
import type { RoomView } from '~/client/types'
import type { News } from './news'

/** A notification that is shown. */
export interface Shown {
  close(): void
}

export interface NotifierDeps {
  /** Whether this tab speaks for the browser, it may, and the user wants it now. */
  mayNotify(): boolean
  /** Whether the user looks at the room in this tab. */
  isLookedAt(room: string): boolean
  /** The room as it is now. */
  roomOf(id: string): RoomView | null
  show(news: News): Shown | null
  after(ms: number, run: () => void): Cancel
}

/**
 * How long a message waits before its notification, in ms: meanwhile another tab or device that shows it can mark it as
 * read.
 */
const READ_ELSEWHERE_MS = 1_000

/** Shows one notification per room, and closes it once the room is read. */
export function createNotifier({ mayNotify, isLookedAt, roomOf, show, after }: NotifierDeps) {
  const shown = new Map<string, Shown>()
  const waiting = new Map<string, Cancel>()

  function tell(news: News): void {
    const { id } = news.room
    waiting.delete(id)
    const now = roomOf(id)
    const isRead = now === null || now.unread === 0 || (news.message.seq ?? 0) <= (now.mark ?? 0)
    if (isRead || isLookedAt(id) || !mayNotify()) return
    const notification = show(news)
    if (notification) shown.set(id, notification)
  }

  return {
    heard(all: readonly News[]): void {
      for (const news of all) {
        const { id } = news.room
        if (isLookedAt(id) || !mayNotify()) continue
        waiting.get(id)?.()
        waiting.set(id, after(READ_ELSEWHERE_MS, () => tell(news)))
      }
    },
    /** Takes back what is read by now. */
    tidy(rooms: readonly RoomView[]): void {
      for (const { id, unread } of rooms) {
        if (unread > 0) continue
        shown.get(id)?.close()
        shown.delete(id)
      }
    },
    stop(): void {
      for (const cancel of waiting.values()) cancel()
      waiting.clear()
    },
  }
}
