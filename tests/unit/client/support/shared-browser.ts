import { browserLocks } from '~/client/browser/locks'
import type { Hints } from '~/client/environment'
import { memoryStore } from '~/client/store/store'
import { FakeLocks } from './fake-locks'

/**
 * What two tabs of one browser share: the store, the locks, hints and the source of client ids. Gives it to each tab.
 */
export function sharedBrowser() {
  const shared = { store: memoryStore(), locks: browserLocks(new FakeLocks()) }
  const listeners = new Set<() => void>()
  let ids = 0
  const hints = (): Hints => ({
    post: () => listeners.forEach(hinted => hinted()),
    listen(hinted) {
      listeners.add(hinted)
      return () => void listeners.delete(hinted)
    },
  })
  return () => ({ ...shared, hints: hints(), newId: () => `t${++ids}` })
}
