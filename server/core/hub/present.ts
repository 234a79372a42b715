import { applyChange, isChange, type ChangeEvent } from '#shared/events'
import type { Message } from '#shared/events/message'
import { encodeMessage } from '../wire/encode'
import type { RecentEvent } from './recent'

/** A message as it stands, as JSON. */
export interface PresentMessage {
  readonly seq: number
  readonly json: string
  /** Length of `json` in UTF-8. */
  readonly bytes: number
}

/**
 * The newest messages as they stand: with their last text, and without deleted ones. For an unchanged message this is
 * the JSON of its event, which is encoded already.
 * @param events of the room in order, without a gap
 * @param older messages before those events
 * @param count of messages at most
 * @returns in order
 */
export function presentMessages(
  events: readonly RecentEvent[], older: readonly Message[], count: number,
): PresentMessage[] {
  const changes = new Map<number, ChangeEvent[]>()
  const present: PresentMessage[] = []
  // Backwards, so that every change of a message comes before the message itself.
  for (let index = events.length - 1; index >= 0 && present.length < count; index--) {
    const recent = events[index]
    if (!recent) continue
    const { event } = recent
    if (isChange(event)) add(changes, event)
    else if (event.type === 'message') push(present, event, changes.get(event.seq) ?? [], recent)
  }
  for (const message of older.toReversed()) {
    if (present.length >= count) break
    push(present, message, changes.get(message.seq) ?? [], null)
  }
  return present.reverse()
}

function add(changes: Map<number, ChangeEvent[]>, change: ChangeEvent): void {
  const known = changes.get(change.target)
  if (known) known.push(change)
  else changes.set(change.target, [change])
}

/** @param encoded the unchanged message */
function push(
  present: PresentMessage[], message: Message, changes: readonly ChangeEvent[], encoded: PresentMessage | null,
): void {
  const now = changes.reduce<Message | null>((state, change) => state && applyChange(state, change), message)
  if (now === null) return
  if (now === message && encoded) {
    present.push(encoded)
    return
  }
  const json = encodeMessage(now)
  present.push({ seq: now.seq, json, bytes: Buffer.byteLength(json) })
}
