import { isNotice } from '#shared/events'
import { HISTORY_PAGE, NOTICES_PER_PAGE } from '#shared/limits'
import {
  CATCH_UP_CACHE_MAX_BYTES, JOINED_PAGE_MAX_BYTES, REPLAY_PIECE_BYTES,
} from '../../platform/limits/server-limits'
import type { Wire } from '../hub/peer'
import type { OlderMessages } from '../hub/older-messages'
import { presentMessages } from '../hub/present'
import type { Recent, RecentEvent } from '../hub/recent'
import { encodeLogEvent } from './encode'
import { textFrames } from './ws-frame'

/** The newest messages of a room, at the end of a `joined` frame. */
interface Page {
  readonly written: number
  /** Where memory began. */
  readonly from: number
  /** Whether there are messages older than the page. */
  readonly older: boolean
  readonly body: Buffer
}

/** Consecutive events, as a replay writes them. */
interface Piece {
  /** `seq` of the last event. */
  readonly last: number
  /** Whether the next event did not fit. Such a piece stays valid when the room goes on. */
  readonly full: boolean
  /**
   * On the plain wire complete frames; on the app wire the end of a frame, with the bracket that closes it. Null if the
   * wire carries none of these events.
   */
  readonly body: Buffer | null
}

/**
 * Answers to joins of one room, encoded once for all peers that ask while the room is unchanged. A returning crowd asks
 * for the same page and the same pieces, and so does a client that repeats its join.
 */
export class Encoded {
  private newest: Page | null = null
  private readonly pieces = new Map<string, Piece>()
  private bytes = 0
  private used = false
  /** The revision of the encoded answers. */
  private revision = 0

  constructor(private readonly recent: Recent, private readonly older: OlderMessages) {}

  /** The newest messages up to `written`: as many as one write may bring, at least one. */
  page(written: number): Page {
    this.use()
    if (this.newest?.written !== written || this.newest.from !== this.recent.from)
      this.newest = this.encodePage(written)
    return this.newest
  }

  /** The events above `after` and up to `written`: as many as one piece may bring, at least one. */
  piece(wire: Wire, after: number, written: number): Piece {
    this.use()
    const key = `${wire}:${after}`
    const known = this.pieces.get(key)
    if (known && known.last <= written && (known.full || known.last === written)) return known
    const piece = this.encodePiece(wire, after, written)
    this.remember(key, piece)
    return piece
  }

  /** To be called from time to time: forgets everything if nothing was asked for since the last call. */
  expire(): void {
    if (!this.used) this.clear()
    this.used = false
  }

  /** Forgets what was encoded before a delete: it may hold the deleted text. */
  private use(): void {
    const revision = this.recent.redactions + this.older.revision
    if (this.revision !== revision) this.clear()
    this.revision = revision
    this.used = true
  }

  private clear(): void {
    this.newest = null
    this.pieces.clear()
    this.bytes = 0
  }

  private encodePage(written: number): Page {
    const { recent, older } = this
    // One more than the page holds, to know whether there are older ones.
    const found = presentMessages(recent.slice(recent.from, written), older.of(recent.from), HISTORY_PAGE + 1)
    const messages = found.slice(-HISTORY_PAGE)
    let bytes = 0
    const tooOld = messages.findLastIndex((message, index) => {
      bytes += message.bytes
      return bytes > JOINED_PAGE_MAX_BYTES && index < messages.length - 1
    })
    const page = messages.slice(tooOld + 1)
    const hasOlder = page.length < found.length || !older.areAll(recent.from)
    const notices = this.noticesFrom(hasOlder ? page[0]?.seq ?? 0 : 0, written)
    const tail = notices.length > 0 ? `,"notices":[${notices.join(',')}]` : ''
    const body = Buffer.from(`${page.map(({ json }) => json).join(',')}]${tail}}]`)
    return { written, from: recent.from, older: hasOlder, body }
  }

  /** The newest notices from this `seq` on, as JSON. */
  private noticesFrom(seq: number, written: number): readonly string[] {
    const { recent, older } = this
    const earlier = older.noticesOf(recent.from).map(encodeLogEvent)
    const later = recent.slice(recent.from, written).filter(({ event }) => isNotice(event))
    return [...earlier, ...later].filter(notice => notice.seq >= seq).slice(-NOTICES_PER_PAGE).map(({ json }) => json)
  }

  private encodePiece(wire: Wire, after: number, written: number): Piece {
    const events = this.recent.slice(after, written)
    let bytes = 0
    const end = events.findIndex((event, index) => (bytes += event.bytes) > REPLAY_PIECE_BYTES && index > 0)
    const piece = end === -1 ? events : events.slice(0, end)
    return {
      last: piece.at(-1)?.seq ?? after,
      full: end !== -1,
      body: wire === 'app' ? appBody(piece) : plainBody(piece),
    }
  }

  private remember(key: string, piece: Piece): void {
    const size = piece.body?.length ?? 0
    if (this.bytes + size > CATCH_UP_CACHE_MAX_BYTES) this.clear()
    this.bytes += size - (this.pieces.get(key)?.body?.length ?? 0)
    this.pieces.set(key, piece)
  }
}

function appBody(events: readonly RecentEvent[]): Buffer | null {
  return events.length > 0 ? Buffer.from(`${events.map(event => event.json).join(',')}]`) : null
}

function plainBody(events: readonly RecentEvent[]): Buffer | null {
  const texts = events.flatMap(event => event.text ?? [])
  return texts.length > 0 ? textFrames(texts) : null
}
