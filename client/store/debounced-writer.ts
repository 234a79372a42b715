import type { Cancel, Clock } from '../environment'

/**
 * How long changes are gathered before they are written, in ms. What a crash loses by it is asked from the server
 * again.
 */
export const SAVE_EVERY_MS = 2_000

/** Gathers what has to be saved, and saves it together. */
export interface DebouncedWriter {
  mark(room: string): void
  /** Saves what waits now; resolves when it is saved. */
  flush(): Promise<void>
}

export function createDebouncedWriter(clock: Clock, save: (room: string) => Promise<void>): DebouncedWriter {
  const waiting = new Set<string>()
  let cancel: Cancel | null = null

  async function flush(): Promise<void> {
    cancel?.()
    cancel = null
    const rooms = [...waiting]
    waiting.clear()
    await Promise.allSettled(rooms.map(save))
  }

  return {
    mark(room) {
      waiting.add(room)
      cancel ??= clock.after(SAVE_EVERY_MS, () => void flush())
    },
    flush,
  }
}
