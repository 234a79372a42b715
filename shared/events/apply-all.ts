import { applyChange, type ChangeEvent } from '.'
import type { Message } from './message'

/** The messages with all changes applied, without deleted ones. The same array if nothing changes. */
export function applyAll(messages: readonly Message[], changes: Iterable<ChangeEvent>): readonly Message[] {
  const byTarget = new Map<number, ChangeEvent[]>()
  for (const change of changes) {
    const known = byTarget.get(change.target)
    if (known) known.push(change)
    else byTarget.set(change.target, [change])
  }
  let same = true
  const next = messages.flatMap((message) => {
    const changed = changedBy(message, byTarget.get(message.seq))
    same &&= changed === message
    return changed ?? []
  })
  return same ? messages : next
}

function changedBy(message: Message, changes: readonly ChangeEvent[] = []): Message | null {
  return changes.reduce<Message | null>((now, change) => now && applyChange(now, change), message)
}
