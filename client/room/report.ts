import type { Message } from '#shared/events/message'
import type { Room, RoomState } from '#shared/schemas/room'

/** What the server reports of a room and of the user in it, apart from its log and its marks. */
export type RoomInfo = Omit<RoomState, 'epoch' | 'lastSeq' | 'online' | 'mark' | 'generation' | 'unread' | 'mentions'>

/** What the server reported of one room beside its log. */
export interface RoomReport {
  info(): RoomInfo
  /** The room as the server reported it last, with what it reported of marks since; null: not yet. */
  state(): RoomState | null
  online(): number | null
  /** The server does not list the room any more. */
  isGone(): boolean
  /** The newest message, as the server reported it of a room that is not joined. */
  line(): Message | null
  /** Takes over the report of the whole room. */
  is(next: RoomState): void
  /** Takes over what changed of the last report, if there is one. */
  follow(change: (state: RoomState) => Partial<RoomState>): void
  presence(count: number): void
  setLine(next: Message | null): void
  vanish(): void
}

export function createRoomReport(given: Room): RoomReport {
  let info: RoomInfo = given
  let state: RoomState | null = null
  let online: number | null = null
  let isGone = false
  let line: Message | null = null

  return {
    info: () => info,
    state: () => state,
    online: () => online,
    isGone: () => isGone,
    line: () => line,
    is(next) {
      const { epoch, lastSeq, online: there, mark, generation, unread, mentions, ...rest } = next
      state = next
      info = rest
      online = there
      isGone = false
    },
    follow(change) {
      if (state) state = { ...state, ...change(state) }
    },
    presence(count) {
      online = count
    },
    setLine(next) {
      line = next
    },
    vanish() {
      isGone = true
    },
  }
}
