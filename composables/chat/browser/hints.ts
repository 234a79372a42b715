import { noHints, type Hints } from '../environment'

/** Hints between the tabs of a browser; none where it has no BroadcastChannel, and then a tab sees the others' outbox after a reload. */
export function broadcastHints(name: string): Hints {
  if (typeof BroadcastChannel === 'undefined') return noHints
  const channel = new BroadcastChannel(name)

  return {
    post: () => channel.postMessage(null),
    listen(hinted) {
      channel.addEventListener('message', hinted)
      return () => channel.removeEventListener('message', hinted)
    },
  }
}
