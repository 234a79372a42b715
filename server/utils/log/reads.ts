import type { Log } from './log'
import { toEvent, toHead, toMessage } from './rows'
import { AFTER, BEFORE, selectHeads, type Query } from './sql'

/** The reading half of a log, over any engine. */
export function createReads(query: Query): Pick<Log, 'after' | 'before' | 'heads'> {
  return {
    async after(room, seq, limit) {
      return (await query(AFTER, [room, seq, limit])).map(toEvent)
    },
    async before(room, seq, limit) {
      return (await query(BEFORE, [room, seq ?? Number.MAX_SAFE_INTEGER, limit])).map(toMessage)
    },
    async heads(rooms) {
      if (rooms.length === 0) return new Map()
      return new Map((await query(selectHeads(rooms.length), rooms)).map(toHead))
    },
  }
}
