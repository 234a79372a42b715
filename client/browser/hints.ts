import { noHints, type Hints } from '../environment'

/** Hints between the tabs of a browser; none where it has no BroadcastChannel, and then a tab sees the others' outbox after a reload. */
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

/** Null where a browser has none, or refuses it as it refuses storage. */
function openChannel(name: string): BroadcastChannel | null {
  try {
    return new BroadcastChannel(name)
  }
  catch {
    return null
  }
}
