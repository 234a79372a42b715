import { isNotice, type LogEvent } from '#shared/events'
import type { Message } from '#shared/events/message'
import { HEADS_PER_READ } from '../../platform/limits/server-limits'
import { LogDamagedError, type Head, type Log } from './log'
import { DAMAGED, seqOf, toCount, toEarlier, toEvent, toHead, toMessage } from './rows'
import {
  AFTER,
  ANSWERED,
  BEFORE,
  COUNT_AFTER,
  MESSAGES_AFTER,
  NOTICES,
  ONE_MESSAGE,
  selectHeads,
  type Query,
} from './sql'
import { withUnwritten } from './unwritten'

type LogReads = Pick<
  Log, 'after' | 'before' | 'messagesAfter' | 'notices' | 'message' | 'countAfter' | 'answered' | 'heads'
>

/**
 * The reading half of a log, over any engine.
 * @param onDamaged called with each row that can't be parsed. The row is left out, and the others are read
 */
export function createReads(query: Query, onDamaged: (error: LogDamagedError) => void): LogReads {
  /**
   * Older messages take the places of those that are left out: a page that is not full would look like the beginning of
   * the room.
   */
  async function readBefore(room: string, seq: number, limit: number): Promise<Message[]> {
    const rows = await query(BEFORE, [room, seq, limit])
    const messages = rows.flatMap(row => readable(room, row))
    const oldest = seqOf(rows[0])
    if (rows.length < limit || messages.length === limit || oldest === null || oldest >= seq) return messages
    return [...await readBefore(room, oldest, limit - messages.length), ...messages]
  }

  /** The same downwards: a page that is not full would look like the end of the room. */
  async function readAfter(room: string, seq: number, limit: number): Promise<Message[]> {
    const rows = await query(MESSAGES_AFTER, [room, seq, limit])
    const messages = rows.flatMap(row => readable(room, row))
    const newest = seqOf(rows.at(-1))
    if (rows.length < limit || messages.length === limit || newest === null || newest <= seq) return messages
    return [...messages, ...await readAfter(room, newest, limit - messages.length)]
  }

  function readable(room: string, row: unknown): Message[] {
    try {
      return [toMessage(row)]
    }
    catch (error) {
      onDamaged(damaged(room, seqOf(row), error))
      return []
    }
  }

  return {
    async after(room, seq, limit) {
      const events = (await query(AFTER, [room, seq, limit])).map(toEvent)
      for (const event of events) if (isDamaged(event)) onDamaged(damaged(room, event.seq))
      return events
    },
    async before(room, seq, limit) {
      return withUnwritten(query, await readBefore(room, seq ?? Number.MAX_SAFE_INTEGER, limit))
    },
    async messagesAfter(room, seq, limit) {
      return withUnwritten(query, await readAfter(room, seq, limit))
    },
    async notices(room, from, below, limit) {
      return (await query(NOTICES, [room, from, below, limit])).map(toEvent).filter(isNotice)
    },
    async message(room, seq) {
      const rows = await query(ONE_MESSAGE, [room, seq])
      const [message] = await withUnwritten(query, rows.flatMap(row => readable(room, row)))
      return message ?? null
    },
    async countAfter(room, seq, exceptAuthor, upTo = Number.MAX_SAFE_INTEGER) {
      const [row] = await query(COUNT_AFTER, [room, seq, upTo, exceptAuthor])
      return toCount(row)
    },
    async answered(room, authorId, clientId) {
      const [row] = await query(ANSWERED, [room, authorId, clientId])
      return row === undefined ? null : toEarlier(row)
    },
    async heads(rooms) {
      const heads = new Map<string, Head>()
      for (let at = 0; at < rooms.length; at += HEADS_PER_READ) {
        const some = padded(rooms.slice(at, at + HEADS_PER_READ))
        for (const [id, head] of (await query(selectHeads(some.length), some)).map(toHead)) heads.set(id, head)
      }
      return heads
    },
  }
}

/** The same ids, the last one repeated up to a power of two: few texts of statements, which stay prepared. */
function padded(ids: readonly string[]): readonly string[] {
  const length = 2 ** Math.ceil(Math.log2(ids.length))
  return [...ids, ...Array.from({ length: length - ids.length }, () => ids.at(-1) ?? '')]
}

/** Such an event keeps its place in the order, and has no content. */
function isDamaged(event: LogEvent): boolean {
  return event.type === 'unknown' && event.kind === DAMAGED
}

function damaged(room: string, seq: number | null, cause?: unknown): LogDamagedError {
  return new LogDamagedError(
    `Message ${seq ?? 'of an unknown number'} of ${room} is damaged and left out. Restore a backup to get it back.`,
    { cause },
  )
}
