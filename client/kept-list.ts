import type { Message } from '#shared/events/message'
import type { RoomState } from '#shared/schemas/room'
import { NO_LIST } from '#shared/schemas/frames'
import { createDebouncedWriter } from './store/debounced-writer'
import type { Clock } from './environment'
import type { ClientStore, KeptList } from './store/store'

export interface KeptListDeps {
  readonly clock: Clock
  readonly store: Pick<ClientStore, 'list' | 'putList'>
  user(): string
  /** The rooms as they are listed now. */
  rooms(): readonly RoomState[]
  /** Their newest messages, those that are known. */
  lines(): readonly Message[]
}

/** The list of rooms over connections and reloads, and how far in the user's feed it is. */
export interface KeptListOfRooms {
  /** What the next connection asks to be continued from; `NO_LIST` while nothing is kept. */
  position(): string
  read(): Promise<KeptList | null>
  /** The list is the one of this position now, or is none that can be continued. */
  is(feed: string | undefined): void
  /** Something of the list changed. */
  changed(): void
  save(): Promise<void>
}

export function createKeptList(deps: KeptListDeps): KeptListOfRooms {
  let feed: string | undefined
  const writer = createDebouncedWriter(deps.clock, async (position) => {
    // What is stored beside another position than its own would never be put right.
    if (position === feed)
      await deps.store.putList(deps.user(), { feed: position, rooms: deps.rooms(), lines: deps.lines() })
  })

  function changed(): void {
    if (feed !== undefined) writer.mark(feed)
  }

  return {
    position: () => feed ?? NO_LIST,
    read: () => deps.store.list(deps.user()).catch(() => null),
    is(next) {
      feed = next
      changed()
    },
    changed,
    save: writer.flush,
  }
}
