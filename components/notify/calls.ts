import type { RoomView } from '~/client/types'

/** Rooms whose messages are fetched at once: a user who comes back may be mentioned in very many. */
const FOUND_MAX = 5

/**
 * Finds rooms in which the user was mentioned since the last look. Of rooms far down in the list only the count is
 * known: to notify of a mention, its message has to be fetched.
 */
export function createCallFinder() {
  const known = new Map<string, number>()

  return (rooms: readonly RoomView[]): readonly string[] => {
    const called = rooms.filter(({ id, mentions, notify }) => mentions > (known.get(id) ?? 0) && notify !== 'nothing')
    for (const { id, mentions } of rooms) known.set(id, mentions)
    return called.slice(0, FOUND_MAX).map(({ id }) => id)
  }
}
