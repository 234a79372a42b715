import type { RoomView } from '~/client/types'

/** A room as the page shows it: a channel that is there, read and empty, or as given. */
export function roomView(id: string, over: Partial<RoomView> = {}): RoomView {
  return {
    id,
    kind: 'channel',
    title: id,
    gone: false,
    slow: null,
    status: 'ready',
    items: [],
    online: 1,
    mark: null,
    unread: 0,
    mentions: 0,
    seen: [],
    manySee: false,
    typing: [],
    newSinceSeq: null,
    opening: false,
    older: false,
    olderStatus: 'idle',
    newer: false,
    newerStatus: 'idle',
    newest: over.items ?? [],
    ...over,
  }
}
