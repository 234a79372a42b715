import { mentions } from '#shared/events/mention'
import type { Position } from '#shared/schemas/room'
import { MENTIONS_TOLD_MAX } from '#shared/limits'
import { isKnown, type LogEntry } from './timeline'

/** Most messages that are remembered. Of more, the oldest are forgotten: the page shows 99+ anyway. */
const REMEMBERED_MAX = 1_000

/** Messages of others that mention the user. */
export interface Mentioned {
  /** What is known counts up to here; later events are heard. */
  readonly at: Position
  /** All of them above this `seq` are known. */
  readonly from: number
  readonly seqs: ReadonlySet<number>
}

/** What the server says: all of them above `mark`, or the newest `MENTIONS_TOLD_MAX`. */
export interface ToldMentions {
  readonly at: Position
  readonly mark: number
  readonly seqs: readonly number[]
}

export interface MentionedDeps {
  /** The id of the user. */
  me(): string
  /** Mentions by users whom the user blocked do not count. */
  isBlocked(person: string): boolean
  /** The user's read mark, once it is known. */
  mark(): number | null
}

/** Which messages of one room mention the user: said by the server, and kept up to date by each event. */
export interface MentionedMessages {
  /** The mentions above this mark. */
  above(mark: number): number
  /** The server counted. What is older than what is known here is passed over. */
  told(told: ToldMentions): void
  /** The same, at the end to which the list was replaced. */
  replaced(told: ToldMentions): void
  /** The mark moved on another device, perhaps back to where nothing is known. */
  moved(told: ToldMentions): void
  heard(events: readonly LogEntry[]): void
  /** Up to `head` nothing came that mentions the user; these messages do not any more. */
  quiet(head: number, edited: readonly number[]): void
  /** Only the server can say: until then, no `join` may name a position. */
  mustAsk(): boolean
  /** The fields that are stored with the list. */
  kept(): KeptMentions | undefined
}

export interface KeptMentions { readonly mark: number, readonly seqs: readonly number[] }

export function createMentioned({ me, isBlocked, mark: present }: MentionedDeps): MentionedMessages {
  let known: Mentioned | null = null
  let isUncertain = false

  function replaced({ at, mark, seqs }: ToldMentions): void {
    const isWhole = seqs.length < MENTIONS_TOLD_MAX
    known = { at, from: isWhole ? mark : Math.min(...seqs) - 1, seqs: new Set(seqs) }
    // The mark went back while the server counted.
    isUncertain = (present() ?? Infinity) < mark
  }

  function isOlder(at: Position): boolean {
    return known !== null && at.epoch === known.at.epoch && at.seq < known.at.seq
  }

  function become(at: Position, seqs: Set<number>): void {
    if (!known) return
    const kept = seqs.size > REMEMBERED_MAX ? [...seqs].sort((a, b) => a - b).slice(-REMEMBERED_MAX) : null
    known = {
      at,
      from: kept ? Math.max(known.from, (kept[0] ?? 0) - 1) : known.from,
      seqs: kept ? new Set(kept) : seqs,
    }
  }

  function hear(seqs: Set<number>, event: LogEntry): void {
    if (!isKnown(event) || event.author.id === me()) return
    if (event.type === 'delete') seqs.delete(event.target)
    if (event.type !== 'message' && event.type !== 'edit') return
    const seq = event.type === 'edit' ? event.target : event.seq
    if (mentions(event.mentions, me()) && !isBlocked(event.author.id)) seqs.add(seq)
    else if (event.mentions) seqs.delete(seq)
  }

  return {
    above: mark => known ? [...known.seqs].filter(seq => seq > mark).length : 0,
    told(told) {
      if (!isOlder(told.at)) replaced(told)
    },
    replaced,
    moved(told) {
      if (known && known.at.epoch === told.at.epoch && told.mark >= known.from) return
      if (!isOlder(told.at)) return replaced(told)
      if (!known) return
      // Later events may have removed some of them.
      known = {
        ...known,
        from: told.mark,
        seqs: new Set([...told.seqs.filter(seq => seq <= told.at.seq), ...known.seqs]),
      }
      isUncertain = true
    },
    heard(events) {
      const last = events.at(-1)
      if (!known || !last) return
      const seqs = new Set(known.seqs)
      for (const event of events) hear(seqs, event)
      become({ ...known.at, seq: Math.max(known.at.seq, last.seq) }, seqs)
    },
    quiet(head, edited) {
      if (!known) return
      become({ ...known.at, seq: head }, new Set([...known.seqs].filter(seq => !edited.includes(seq))))
    },
    mustAsk: () => isUncertain,
    kept: () => known ? { mark: known.from, seqs: [...known.seqs] } : undefined,
  }
}
