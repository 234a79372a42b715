import type { Room, RoomState } from '#shared/schemas/room'
import { isChangeItem } from '../outbox/item'
import { createSender, type Sender } from '../outbox/sender'
import { lockName } from '../outbox/locks'
import { createRoom, type ChatRoom } from '../room/room'
import { createDebouncedWriter } from '../store/debounced-writer'
import { CACHED_MESSAGES_MAX } from '../store/store'
import type { RoomView } from '../types'
import type { RoomsDeps } from './deps'

/** Newest messages that are kept with the list: what is seen of it after a few screens of scrolling. */
const LINES_KEPT_MAX = 300

/** A room, and what sends the commands that wait for it. */
interface Entry { readonly room: ChatRoom, readonly sender: Sender }

export interface ListListeners {
  /** The room is not the user's any more. */
  lost(id: string): void
  /** It is not in the list either. */
  dropped(id: string): void
}

export type RoomList = ReturnType<typeof createRoomList>

/**
 * Which rooms there are, in their order, and which of them is open.
 * @param nextRequest gives each request its own number
 */
export function createRoomList(
  given: readonly Room[], opened: string | null, deps: RoomsDeps, nextRequest: () => number, on: ListListeners,
) {
  const entries = new Map<string, Entry>()
  let order = given.map(add)
  let activeId = opened
  let views: readonly RoomView[] = []
  const writer = createDebouncedWriter(deps.clock, save)

  function add(info: Room): string {
    const { id } = info
    const room = createRoom(info, {
      ...deps,
      pending: () => deps.outbox.items(id),
      seen: deps.seen,
      nextRequest,
      send(frame) {
        if (frame.type === 'join') deps.count('joins')
        return deps.send(frame)
      },
      changed(what) {
        if (what === 'log') writer.mark(id)
        deps.changed()
      },
    })
    const sender = createSender({
      clock: deps.clock,
      locks: deps.locks,
      lock: lockName(deps.me().id, id),
      ready: () => room.joined() && room.position() !== null,
      isOutdated: item => isChangeItem(item) && item.epoch !== room.position()?.epoch,
      lost: clientId => deps.outbox.refuse(clientId, 'not_found', 0),
      item: clientId => deps.outbox.find(clientId),
      next: () => deps.outbox.next(id),
      send: deps.send,
      wired: deps.outbox.wire,
    })
    entries.set(id, { room, sender })
    return id
  }

  async function save(id: string): Promise<void> {
    const cached = find(id)?.cached(CACHED_MESSAGES_MAX)
    if (cached) await deps.store.putRoom(deps.me().id, id, cached)
  }

  function find(id: string): ChatRoom | null {
    return entries.get(id)?.room ?? null
  }

  function active(): ChatRoom {
    const room = entries.get(activeId ?? '') ?? entries.get(order[0] ?? '')
    if (!room) throw new Error('There is no room to show. Configure at least one channel.')
    return room.room
  }

  /** The open room first, so that it is joined and sent to before the others. */
  function all(): { room: ChatRoom, sender: Sender }[] {
    const first = active().id
    return [...entries.values()].sort((a, b) => Number(b.room.id === first) - Number(a.room.id === first))
  }

  /** What the server says of rooms, those of them that are new here included. */
  function change(states: readonly RoomState[]): void {
    const before = active()
    for (const state of states) {
      if (!entries.has(state.id)) order.push(add(state))
      find(state.id)?.is(state)
    }
    // The address named a room that this client did not know until now.
    if (active() !== before) active().opened()
  }

  /**
   * Rooms that the server no longer lists. The open one stays in its place though it is gone: the reader must not land
   * in another room while they read or write.
   */
  function lose(ids: readonly string[]): void {
    const open = active()
    for (const id of ids) {
      const entry = entries.get(id)
      if (!entry) continue
      entry.sender.lost()
      on.lost(id)
      if (entry.room === open) open.vanish()
      else drop(id)
    }
  }

  /** The server lists no direct room without a message: one that is in use here stays. */
  function isUnlisted(id: string): boolean {
    return find(id)?.isEmptyDirect() === true && (id === active().id || deps.outbox.items(id).length > 0)
  }

  /** A channel of the configuration, as far as this side knows: each `hello` lists those that there are. */
  function isOfPlace(id: string): boolean {
    const state = find(id)?.state()
    return !state || state.pinned === true
  }

  function drop(id: string): void {
    entries.get(id)?.room.down()
    entries.delete(id)
    on.dropped(id)
    order = order.filter(one => one !== id)
  }

  /** In the server's order; a room that is gone and open stays at its place. */
  function arrange(ids: readonly string[]): void {
    const open = active()
    const place = order.indexOf(open.id)
    const unlisted = order.filter(id => id !== open.id && !ids.includes(id) && isUnlisted(id))
    order = [...ids, ...unlisted]
    if (!ids.includes(open.id)) order.splice(place, 0, open.id)
  }

  return {
    find,
    active,
    all,
    change,
    lose,
    arrange,
    isOfPlace,
    isUnlisted,
    entry: (id: string): Entry | null => entries.get(id) ?? null,
    entries: (): IterableIterator<Entry> => entries.values(),
    ids: (): readonly string[] => order,
    known: (): readonly string[] => [...entries.keys()],
    /** The rooms as the server last sent them, without those that are gone or were only opened. */
    states: (): RoomState[] => order.flatMap((id) => {
      const isKept = !find(id)?.isGone() && (!find(id)?.isEmptyDirect() || isUnlisted(id))
      return isKept ? find(id)?.state() ?? [] : []
    }),
    /** Their newest messages, of rooms that are not joined: the others keep their messages themselves. */
    lines: () => order.flatMap(id => find(id)?.line() ?? []).slice(0, LINES_KEPT_MAX),
    /** The same array and the same views as before, where nothing changed. */
    views(): readonly RoomView[] {
      const next = order.flatMap(id => find(id)?.view() ?? [])
      if (next.length !== views.length || next.some((view, index) => view !== views[index])) views = next
      return views
    },
    /** Answers whether another room is open now. */
    open(id: string): boolean {
      const before = active()
      if (!entries.has(id) || before.id === id) return false
      before.stopped()
      activeId = id
      if (before.isGone() || (before.isEmptyDirect() && !isUnlisted(before.id))) drop(before.id)
      else before.trim(deps.keep.background)
      active().opened()
      return true
    },
    save: writer.flush,
  }
}
