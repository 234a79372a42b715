import type { Signals } from '../environment'

/** What the browser knows about the network and the page. */
export function browserSignals(): Signals {
  return {
    online: () => navigator.onLine,
    listen(on) {
      const stop = new AbortController()
      const { signal } = stop
      addEventListener('online', on.online, { signal })
      addEventListener('offline', on.offline, { signal })
      addEventListener('pageshow', on.wake, { signal })
      addEventListener('pagehide', on.hide, { signal })
      document.addEventListener(
        'visibilitychange',
        () => document.visibilityState === 'visible' ? on.wake() : on.hide(),
        { signal },
      )
      return () => stop.abort()
    },
  }
}
