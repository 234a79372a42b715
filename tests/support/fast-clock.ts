import type { Clock } from '~/client/environment'

interface Timer { readonly at: number, readonly run: () => void, handle: NodeJS.Timeout }

/** A page's clock on which time runs faster, so that back-offs and heartbeats of a real client don't delay a test. */
export interface FastClock extends Clock {
  /** Lets time pass at once, as while a page sleeps; due timers run late, at the end. */
  sleep(ms: number): void
}

/** @param factor ms of this clock per real ms */
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
