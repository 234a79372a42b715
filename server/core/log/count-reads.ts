import type { Log } from './log'

/**
 * The same log, counting its reads of events and messages. That number must not grow with the clients that reconnect at
 * once. Heads are not counted, since a timer reads them.
 */
export function countReads(log: Log): { readonly log: Log, readonly reads: () => number } {
  let count = 0
  return {
    log: {
      ...log,
      after(room, seq, limit) {
        count++
        return log.after(room, seq, limit)
      },
      before(room, seq, limit) {
        count++
        return log.before(room, seq, limit)
      },
      messagesAfter(room, seq, limit) {
        count++
        return log.messagesAfter(room, seq, limit)
      },
      message(room, seq) {
        count++
        return log.message(room, seq)
      },
      countAfter(room, seq, exceptAuthor, upTo) {
        count++
        return log.countAfter(room, seq, exceptAuthor, upTo)
      },
    },
    reads: () => count,
  }
}
