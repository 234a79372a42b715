import { isChange, type LogEvent } from '#shared/events'
import { mentions } from '#shared/events/mention'
import type { Message } from '#shared/events/message'
import { LastLine } from './last-line'

/** Edited messages that one update can name. Above it, the database is asked. */
const EDITED_MAX = 100

/**
 * The update of a room that the client does not show: its head, how many messages of others came since `from`, none of
 * which mentions the user, and the newest message if it is another one or was edited. Messages in `edited` do not
 * mention the user now.
 */
export interface Came {
  readonly from: number
  readonly head: number
  readonly others: number
  readonly last?: Message
  readonly edited?: number[]
}

/**
 * What a peer knows of a room. `asking`: the database is being asked. `unsure`: the database must be asked before the
 * next update.
 */
export type Told = number | 'asking' | 'unsure'

/**
 * A room with peers that do not show it: what came since the last update, and up to where each peer was updated.
 * Several events make one update. Which of them a peer lacks is worked out when the update is sent.
 */
export class QuietRoom<Peer> {
  readonly peers = new Map<Peer, Told>()
  /** The count of taken rights of the room, when it was read last: see `EventDraft.access`. */
  access: number | null = null
  /** The last `seq` that was heard of. */
  head = 0
  private readonly heard = new Map<number, LogEvent>()
  private readonly line = new LastLine()

  hear(events: readonly LogEvent[]): void {
    for (const event of events) {
      this.heard.set(event.seq, event)
      this.line.hear(event)
      this.head = Math.max(this.head, event.seq)
    }
  }

  /** What came for a user who was updated up to `told`: null for nothing, `unsure` where only the database knows. */
  since(told: number, user: string): Came | 'unsure' | null {
    let head = told
    let others = 0
    const edited = new Set<number>()
    for (const event of this.inOrder()) {
      if (event.seq <= told) continue
      // A gap, or a change that may take away what was counted.
      if (event.seq !== head + 1 || (isChange(event) && event.type !== 'edit')) return 'unsure'
      head = event.seq
      if (event.author.id === user || (event.type !== 'message' && event.type !== 'edit')) continue
      // Whether the user blocks its author, the database knows.
      if (mentions(event.mentions, user)) return 'unsure'
      if (event.type === 'message') others++
      else if (event.mentions) edited.add(event.target)
    }
    if (edited.size > EDITED_MAX) return 'unsure'
    const last = this.line.since(told)
    if (head === told) return null
    return { from: told, head, others, ...edited.size > 0 && { edited: [...edited] }, ...last && { last } }
  }

  /** All peers have the news of this room, or are unsure. */
  forget(): void {
    this.heard.clear()
  }

  private inOrder(): LogEvent[] {
    return [...this.heard.values()].sort((a, b) => a.seq - b.seq)
  }
}
