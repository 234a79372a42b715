import type { Mark } from '#shared/schemas/room'
import type { Cancel, Clock } from '../environment'
import { isAfter, NO_MARK } from './mark'

/** Least time between two reports per room, since each one is sent to the user's other devices. */
export const READ_EVERY_MS = 1_000

/** Reports to the server how far the user has read in one room, so that other devices know. */
export interface ReadReport {
  /**
   * Sets the server's mark; undefined if the server sent none.
   *
   * @param isKept whether the server keeps marks of this user; it keeps none of guests
   * @param none what counts as its mark where it has none of this room yet
   */
  settle(mark: Mark | undefined, isKept: boolean, none?: Mark): void
  /** The server could not take a report now: it is made again, once it may. */
  refused(retryAfterMs: number): void
  /** The connection is closed: reports on it may be lost. */
  lost(): void
  /**
   * To be called when the mark moved. It is reported at once or within the second; the last mark is always reported.
   */
  read(mark: Mark): void
  /** Reports the pending mark, since the page may end in a moment. */
  flush(): void
}

/** @param send returns false without a connection: then the next `settle` or `read` reports the mark */
export function createReadReport(clock: Clock, send: (mark: Mark) => boolean): ReadReport {
  /** The server's mark, if all reports reached it; null: it keeps none. */
  let known: Mark | null = null
  /** The mark that the server itself sent last. */
  let told = NO_MARK
  let wanted = NO_MARK
  let cancel: Cancel | null = null

  /** Returns whether a report was sent. */
  function tell(): boolean {
    if (known === null || !isAfter(wanted, known) || !send(wanted)) return false
    known = wanted
    return true
  }

  function next(): void {
    if (!cancel && tell()) wait(READ_EVERY_MS)
  }

  function wait(ms: number): void {
    cancel?.()
    cancel = clock.after(ms, () => {
      cancel = null
      next()
    })
  }

  return {
    settle(mark, isKept, none = NO_MARK) {
      if (mark) told = mark
      known = isKept ? mark ?? known ?? none : null
    },
    refused(retryAfterMs) {
      if (known === null) return
      known = told
      wait(Math.max(retryAfterMs, READ_EVERY_MS))
    },
    lost() {
      cancel?.()
      cancel = null
      known = null
      told = NO_MARK
    },
    read(mark) {
      wanted = mark
      next()
    },
    flush: () => void tell(),
  }
}
