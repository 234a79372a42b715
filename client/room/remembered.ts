import { applyChange, type ChangeEvent } from '#shared/events'
import type { Message } from '#shared/events/message'

/**
 * Changes that are remembered per room. They are needed for as long as something that was read before them is on its
 * way: a page of history, the answer to a `join` that was sent before a change was acknowledged, the message itself
 * where its change was acknowledged first. That takes seconds, and a room in which more is changed in that time has a
 * flood and not a conversation.
 */
export const REMEMBERED_MAX = 500

/** The change that decides, for each message and author. Whose message it is shows only when the message is there. */
export type Remembered = ReadonlyMap<string, ChangeEvent>

export function remember(known: Remembered, changes: readonly ChangeEvent[]): Remembered {
  if (changes.length === 0) return known
  const next = new Map(known)
  for (const change of changes) {
    const key = keyOf(change.target, change.author.id)
    if (!isDecisive(change, next.get(key))) continue
    next.delete(key) // to the end: what was changed long ago is forgotten first
    next.set(key, change)
  }
  for (const key of next.keys()) {
    if (next.size <= REMEMBERED_MAX) break
    next.delete(key)
  }
  return next
}

/** The messages as they stand after all that is remembered of them. The same array where nothing changes. */
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

/** A deletion decides for ever; of two edits, the later one. */
function isDecisive(change: ChangeEvent, before: ChangeEvent | undefined): boolean {
  if (!before) return true
  return before.type === 'edit' && (change.type === 'delete' || change.seq > before.seq)
}

function keyOf(target: number, author: string): string {
  return `${target} ${author}`
}
