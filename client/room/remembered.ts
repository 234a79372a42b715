import { applyChange, type ChangeEvent } from '#shared/events'
import type { Message } from '#shared/events/message'

/**
 * Most remembered changes per room. A change is needed while older data may still arrive: a page of history, the answer
 * to a `join` sent before the change was acknowledged, or the message itself. That takes seconds. A room with more
 * changes in that time has a flood and not a conversation.
 */
export const REMEMBERED_MAX = 500

/**
 * The deciding change per message and author. Whether its author wrote the message is known only when the message is
 * there.
 */
export type Remembered = ReadonlyMap<string, ChangeEvent>

export function remember(known: Remembered, changes: readonly ChangeEvent[]): Remembered {
  if (changes.length === 0) return known
  const next = new Map(known)
  for (const change of changes) {
    const key = keyOf(change.target, change.author.id)
    if (!isDecisive(change, next.get(key))) continue
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
  if (remembered.size === 0) return messages
  let same = true
  const next = messages.flatMap((message) => {
    const change = remembered.get(keyOf(message.seq, message.author.id))
    const changed = change ? applyChange(message, change) : message
    same &&= changed === message
    return changed ?? []
  })
  return same ? messages : next
}

/** A delete decides for ever; of two edits the later one decides. */
function isDecisive(change: ChangeEvent, before: ChangeEvent | undefined): boolean {
  if (!before) return true
  return before.type === 'edit' && (change.type === 'delete' || change.seq > before.seq)
}

function keyOf(target: number, author: string): string {
  return `${target} ${author}`
}
