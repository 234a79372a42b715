import type { Position } from '#shared/schemas/room'

/** The end of a room's log, as far as the client knows. */
export interface Head {
  /** Null: nothing is known of the log. */
  get(): Position | null
  /** Takes a later end, or that of another log. */
  raise(told: Position): void
}

export function createHead(): Head {
  let head: Position | null = null

  return {
    get: () => head,
    raise(told) {
      if (head?.epoch !== told.epoch || told.seq > head.seq) head = told
    },
  }
}
