import type { Mark } from '#shared/schemas/room'
import type { Cancel, Clock } from '../environment'
import { isAfter } from './mark'

/** The server is told at most this often per room, since its other devices are told each time. */
export const READ_EVERY_MS = 1_000

const NOTHING: Mark = { seq: 0, generation: 0 }

/** Tells the server how far the user has read in one room, so that other devices know. */
export interface ReadReport {
  /**
   * What the server said the mark is; undefined where it said nothing of it.
   *
   * @param isKept whether the server keeps marks of this user: not of a guest
   */
  settle(mark: Mark | undefined, isKept: boolean): void
  /** There is no connection any more: what was told on it may be lost. */
  lost(): void
  /** The mark is here now: the server is told at once or within the second, the last mark in any case. */
  read(mark: Mark): void
  /** Tells what still waits, since the page may be gone in a moment. */
  flush(): void
}

/** @param send false while there is no connection: then the next `settle` and `read` tell it */
export function createReadReport(clock: Clock, send: (mark: Mark) => boolean): ReadReport {
  /** What the server has; null: it keeps no mark. */
  let known: Mark | null = null
  let wanted = NOTHING
  let cancel: Cancel | null = null

  /** Whether something was sent. */
  function tell(): boolean {
    if (known === null || !isAfter(wanted, known) || !send(wanted)) return false
    known = wanted
    return true
  }

  function next(): void {
    if (cancel || !tell()) return
    cancel = clock.after(READ_EVERY_MS, () => {
      cancel = null
      next()
    })
  }

  return {
    settle(mark, isKept) {
      known = isKept ? mark ?? known ?? NOTHING : null
    },
    lost() {
      cancel?.()
      cancel = null
      known = null
    },
    read(mark) {
      wanted = mark
      next()
    },
    flush: () => void tell(),
  }
}
