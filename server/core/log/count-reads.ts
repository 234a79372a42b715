import type { Log } from './log'

/**
 * The same log, with its reads of events and messages counted: the number that must not grow with how many clients come back at once.
 * Heads are not counted, since they are asked for by the clock.
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
