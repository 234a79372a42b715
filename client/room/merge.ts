import type { Message } from '#shared/events/message'

/** Both lists as one: in `seq` order, each `seq` once. Where both have a message, the incoming one stands. */
export function mergeMessages(known: readonly Message[], incoming: readonly Message[]): readonly Message[] {
  if (incoming.length === 0) return known
  if (isAscending(incoming) && (incoming[0]?.seq ?? 0) > (known.at(-1)?.seq ?? -1)) return [...known, ...incoming]
  const bySeq = new Map([...known, ...incoming].map(message => [message.seq, message]))
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq)
}

function isAscending(messages: readonly Message[]): boolean {
  return messages.every((message, index) => index === 0 || message.seq > (messages[index - 1]?.seq ?? -1))
}
