import type { Cancel, Clock, Locks } from '../environment'
import type { Outbox } from './outbox'

/**
 * Longest wait for the store. A tab that knows too little sends a message twice at worst, and the log takes it once.
 */
export const FOLLOW_DEADLINE_MS = 1_000

/**
 * Locks with which a tab knows what the previous holder has sent. A tab starts sending once it has read the remaining
 * commands. It releases the lock once its sent commands are no longer stored.
 */
export function informedLocks(locks: Locks, outbox: Pick<Outbox, 'follow' | 'written'>, clock: Clock): Locks {
  return {
    take(name, on) {
      let state: 'waiting' | 'begun' | 'over' = 'waiting'
      let cancelDeadline: Cancel = () => {}

      function begin(): void {
        cancelDeadline()
        if (state !== 'waiting') return
        state = 'begun'
        on.got()
      }

      const giveBack = locks.take(name, {
        got() {
          cancelDeadline = clock.after(FOLLOW_DEADLINE_MS, begin)
          void outbox.follow().then(begin)
        },
        lost: on.lost,
      })
      return () => {
        state = 'over'
        cancelDeadline()
        void outbox.written().then(giveBack)
      }
    },
  }
}

/** The lock under which one tab of a user sends in a room. */
export function lockName(user: string, room: string): string {
  return `parley:outbox:${user}:${room}`
}

/** Waits for a lock, runs one job under it, and releases it. */
export function once(locks: Locks, name: string, run: () => void): void {
  let giveBack: Cancel | null = null
  let done = false
  giveBack = locks.take(name, {
    got() {
      done = true
      run()
      giveBack?.()
    },
    lost() {},
  })
  if (done) giveBack()
}
