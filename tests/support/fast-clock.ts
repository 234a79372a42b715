import type { Clock } from '~/client/environment'

interface Timer { readonly at: number, readonly run: () => void, handle: NodeJS.Timeout }

/** A clock of a page on which time runs faster than here, so that back-offs and heartbeats of a real client don't make a test wait. */
export interface FastClock extends Clock {
  /** Time passes at once while the page sleeps; timers that were due run late, at its end. */
  sleep(ms: number): void
}

/** @param factor how many ms pass on it within one of here */
export function fastClock(factor: number): FastClock {
  const began = performance.now()
  const timers = new Set<Timer>()
  let ahead = Date.now()

  const now = () => ahead + (performance.now() - began) * factor

  function arm(timer: Timer): void {
    timer.handle = setTimeout(() => {
      timers.delete(timer)
      timer.run()
    }, Math.max(0, timer.at - now()) / factor)
  }

  return {
    now,
    elapsed: now,
    after(ms, run) {
      const timer: Timer = { at: now() + ms, run, handle: setTimeout(() => {}, 0) }
      timers.add(timer)
      clearTimeout(timer.handle)
      arm(timer)
      return () => {
        clearTimeout(timer.handle)
        timers.delete(timer)
      }
    },
    sleep(ms) {
      ahead += ms
      for (const timer of timers) {
        clearTimeout(timer.handle)
        arm(timer)
      }
    },
  }
}
