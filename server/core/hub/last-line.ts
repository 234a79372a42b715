import { applyChange, isChange, type LogEvent } from '#shared/events'
import type { Message } from '#shared/events/message'

/** As much of a message as a row of a list shows, in characters. */
const LINE_MAX = 160

/** A message as a list of rooms shows it, in one line. */
export function lineOf(message: Message): Message {
  const text = [...message.text.slice(0, 2 * LINE_MAX)].slice(0, LINE_MAX).join('')
  return { ...message, text }
}

/** The newest message of a room, as far as its events were heard of, whatever their order. */
export class LastLine {
  private message: Message | null = null
  /** The last event that changed it. */
  private changedAt = 0

  hear(event: LogEvent): void {
    if (event.type === 'message') {
      if (event.seq <= (this.message?.seq ?? 0)) return
      const { type: _, ...message } = event
      this.become(lineOf(message), event.seq)
    }
    else if (this.message && isChange(event)) {
      const changed = applyChange(this.message, event)
      if (changed !== this.message) this.become(changed && lineOf(changed), event.seq)
    }
  }

  /** The last line for a client that knows the room up to this `seq`. */
  since(seq: number): Message | null {
    return this.changedAt > seq ? this.message : null
  }

  private become(message: Message | null, at: number): void {
    this.message = message
    this.changedAt = at
  }
}
