import { noHints, type Hints } from '../environment'

/**
 * Hints between the tabs of a browser. Without BroadcastChannel there are none, and a tab sees the others' outbox after
 * a reload.
 */
export function broadcastHints(name: string): Hints {
  const channel = openChannel(name)
  if (!channel) return noHints

  return {
    post: () => channel.postMessage(null),
    listen(hinted) {
      channel.addEventListener('message', hinted)
      return () => channel.removeEventListener('message', hinted)
    },
  }
}

/** Null if the browser has none, or blocks it together with storage. */
function openChannel(name: string): BroadcastChannel | null {
  try {
    return new BroadcastChannel(name)
  }
  catch {
    return null
  }
}
