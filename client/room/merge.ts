import { revOf, type Message } from '#shared/events/message'

/**
 * Merges both lists: in `seq` order, each `seq` once. Of two versions of a message the later one counts, and of equally
 * late ones the incoming one.
 */
export function mergeMessages(known: readonly Message[], incoming: readonly Message[]): readonly Message[] {
  if (incoming.length === 0) return known
  if (isAscending(incoming) && (incoming[0]?.seq ?? 0) > (known.at(-1)?.seq ?? -1)) return [...known, ...incoming]
  const bySeq = new Map(known.map(message => [message.seq, message]))
  for (const message of incoming) {
    const before = bySeq.get(message.seq)
    if (!before || revOf(message) >= revOf(before)) bySeq.set(message.seq, message)
  }
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq)
}

function isAscending(messages: readonly Message[]): boolean {
  return messages.every((message, index) => index === 0 || message.seq > (messages[index - 1]?.seq ?? -1))
}
