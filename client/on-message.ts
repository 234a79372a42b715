import type { ChatClient } from './client'
import type { TimelineMessage } from './types'

/**
 * Calls `listener` with each message of another user that comes after this, once and in order. Returns how to end it.
 */
export function onMessage(
  client: Pick<ChatClient, 'room' | 'subscribe'>, id: string, listener: (message: TimelineMessage) => void,
): () => void {
  const room = client.room(id)
  let upTo = Infinity
  return client.subscribe(() => {
    const position = room.position()
    if (!position) return
    // The first position is that of the messages before.
    const from = Math.min(upTo, position.seq)
    upTo = position.seq
    for (const item of room.view()?.items ?? []) {
      if (item.kind === 'message' && !item.mine && item.seq !== null && item.seq > from) listener(item)
    }
  })
}
