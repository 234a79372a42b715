import type { ChangeEvent } from '#shared/events'
import { applyAll } from '#shared/events/apply-all'
import type { Message } from '#shared/events/message'

/**
 * Most remembered changes per room. A change is needed while older data may still arrive: a page of history, the answer
 * to a `join` sent before the change was acknowledged, or the message itself. That takes seconds. A room with more
 * changes in that time has a flood and not a conversation.
 */
export const REMEMBERED_MAX = 500

/**
 * The deciding change of each kind per message and author: the last one. Whether its author may change the message is
 * known only when the message is there.
 */
export type Remembered = ReadonlyMap<string, ChangeEvent>

export function remember(known: Remembered, changes: readonly ChangeEvent[]): Remembered {
  if (changes.length === 0) return known
  const next = new Map(known)
  for (const change of changes) {
    const key = `${change.target} ${change.type} ${change.author.id}`
    if (change.seq < (next.get(key)?.seq ?? 0)) continue
    next.delete(key) // to the end: the oldest changes are forgotten first
    next.set(key, change)
  }
  for (const key of next.keys()) {
    if (next.size <= REMEMBERED_MAX) break
    next.delete(key)
  }
  return next
}

/** The messages with all remembered changes applied. The same array if nothing changes. */
export function applyRemembered(messages: readonly Message[], remembered: Remembered): readonly Message[] {
  return remembered.size === 0 ? messages : applyAll(messages, remembered.values())
}
