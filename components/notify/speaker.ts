import type { Cancel } from '~/client/environment'

/** The tab that holds this lock notifies for all tabs of the browser. */
const LOCK = 'parley:notify'

/** The part of `navigator.locks` that is used. */
export interface HeldLocks {
  request(name: string, options: { signal: AbortSignal }, run: () => Promise<void>): Promise<void>
}

/** Waits for the turn of this tab, which lasts until it is closed. Answers how to end it. */
export function becomeSpeaker(locks: HeldLocks | undefined, changed: (speaks: boolean) => void): Cancel {
  if (!locks) {
    changed(true)
    return () => {}
  }
  const stop = new AbortController()
  let release = () => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  locks.request(LOCK, { signal: stop.signal }, () => {
    changed(true)
    return held
  }).catch(() => {
    // Refused, as some browsers do where storage is: then each tab notifies, under the same tag.
    if (!stop.signal.aborted) changed(true)
  })
  return () => {
    stop.abort()
    release()
  }
}
