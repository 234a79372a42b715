import { ownLocks, type Locks } from '../environment'

/**
 * How long a tab waits for another tab's lock before it takes over, in ms. Longer than an acknowledgement may take; a
 * frozen tab never releases its lock.
 */
const LOCK_PATIENCE_MS = 15_000

/** The used part of `navigator.locks`. */
export interface LocksLike {
  request(name: string, options: { signal?: AbortSignal, steal?: boolean }, run: () => Promise<void>): Promise<void>
}

/**
 * Locks between tabs, by Web Locks. Without them each tab sends for itself, and only the client id keeps a message from
 * being in the log twice.
 */
export function browserLocks(locks: LocksLike | undefined, patienceMs = LOCK_PATIENCE_MS): Locks {
  if (!locks) return ownLocks

  return {
    take(name, on) {
      const waiting = new AbortController()
      let release = () => {}
      let over = false
      let held = false

      function hold(): Promise<void> {
        if (over) return Promise.resolve()
        return new Promise<void>((resolve) => {
          release = resolve
          got()
        })
      }

      function got(): void {
        held = true
        clearTimeout(patience)
        on.got()
      }

      /**
       * A held lock was taken over. If it was never held, the browser refuses locks, as some do where storage is
       * blocked.
       */
      function ended(): void {
        if (over) return
        if (!held) return got()
        over = true
        on.lost()
      }

      const patience = setTimeout(() => {
        waiting.abort()
        locks.request(name, { steal: true }, hold).catch(ended)
      }, patienceMs)
      // Rejects when this tab gave up waiting, or when another tab took the lock over.
      locks.request(name, { signal: waiting.signal }, hold).catch(() => waiting.signal.aborted || ended())

      return () => {
        over = true
        clearTimeout(patience)
        waiting.abort()
        release()
      }
    },
  }
}
