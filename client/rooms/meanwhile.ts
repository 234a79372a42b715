import type { RoomState } from '#shared/schemas/room'

/** What the server said of rooms while an answer over HTTP was on its way. */
export interface Said {
  /** The last word on each room. */
  readonly rooms: ReadonlyMap<string, RoomState | 'gone'>
  /** Takes over once more what was said of counts and marks. */
  again(): void
}

/**
 * Keeps what the socket says during a request. The server may have read the answer before that, so the answer must not
 * take its place: a room that the user was removed from would come back.
 */
export function createMeanwhile() {
  const underWay = new Set<{ rooms: Map<string, RoomState | 'gone'>, counts: (() => void)[] }>()

  return {
    heardRooms(changed: readonly RoomState[], gone: readonly string[]): void {
      for (const { rooms } of underWay) {
        for (const state of changed) rooms.set(state.id, state)
        for (const id of gone) rooms.set(id, 'gone')
      }
    },
    /** @param take takes over what was said, now or later */
    heardCounts(take: () => void): void {
      for (const { counts } of underWay) counts.push(take)
    },
    async during<T>(ask: () => Promise<T>): Promise<{ answer: T, said: Said }> {
      const one = { rooms: new Map<string, RoomState | 'gone'>(), counts: new Array<() => void>() }
      underWay.add(one)
      try {
        return { answer: await ask(), said: { rooms: one.rooms, again: () => one.counts.forEach(take => take()) } }
      }
      finally {
        underWay.delete(one)
      }
    },
  }
}
