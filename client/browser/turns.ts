import { ownTurns, type Turns } from '../environment'

/**
 * How long a tab waits for another one's turn to end before it takes over, in ms. Longer than an acknowledgement may take; a tab
 * that the browser has frozen never gives its turn back.
 */
const TURN_PATIENCE_MS = 15_000

/** The part of `navigator.locks` that is used. */
export interface LocksLike {
  request(name: string, options: { signal?: AbortSignal, steal?: boolean }, run: () => Promise<void>): Promise<void>
}

/** Turns by Web Locks. Without them every tab sends for itself, and the client id alone keeps a message from being in the log twice. */
export function lockTurns(locks: LocksLike | undefined, patienceMs = TURN_PATIENCE_MS): Turns {
  if (!locks) return ownTurns

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

      /** A lock that was held was taken over. One that was never held is refused by the browser, as some do where storage is blocked. */
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
      // Rejected when given up here, or when another tab took over while this one held the turn.
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
