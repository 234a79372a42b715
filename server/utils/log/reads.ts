import type { LogEvent } from '#shared/schemas/event'
import { logger } from '../observe/logger'
import type { Log } from './log'
import { DAMAGED, toEvent, toHead, toMessage } from './rows'
import { AFTER, BEFORE, selectHeads, type Query } from './sql'

/** The reading half of a log, over any engine. */
export function createReads(query: Query): Pick<Log, 'after' | 'before' | 'heads'> {
  return {
    async after(room, seq, limit) {
      const events = (await query(AFTER, [room, seq, limit])).map(toEvent)
      reportDamaged(events)
      return events
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

/** Each is passed over, so the operator is told which message is missing. */
function reportDamaged(events: readonly LogEvent[]): void {
  for (const event of events) {
    if (event.type !== 'unknown' || event.kind !== DAMAGED) continue
    logger.error({ room: event.room, seq: event.seq }, 'A message of the log is damaged and was left out. Restore a backup to get it back.')
  }
}
