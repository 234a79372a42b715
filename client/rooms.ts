import type { ClientFrame, ServerEvent } from '#shared/schemas/frames'
import type { HistoryPage } from '#shared/schemas/http'
import type { Room, RoomState } from '#shared/schemas/room'
import type { SeenBy } from '#shared/schemas/rooms'
import type { User } from '#shared/schemas/user'
import type { Clock, SharedValues, Turns } from './environment'
import { isChangeItem } from './outbox/item'
import { createFollowed } from './followed'
import type { Outbox } from './outbox/outbox'
import { turnName } from './outbox/turns'
import { createSender, type Sender } from './outbox/sender'
import { createRoom, type ChatRoom } from './room/room'
import { CACHED_MESSAGES_MAX, type ClientStore } from './store/store'
import { createSaver } from './store/saver'
import type { LogEntry } from './room/timeline'
import type { RoomView } from './types'

type Frame<Type extends ServerEvent['type']> = Extract<ServerEvent, { type: Type }>

export interface RoomsDeps {
  readonly clock: Clock
  readonly random: () => number
  readonly store: ClientStore
  readonly values: SharedValues
  readonly turns: Turns
  readonly outbox: Outbox
  /** Messages that a room keeps: one that is not open, and the open one while nobody reads further up. */
  readonly keep: { readonly background: number, readonly open: number }
  me(): User
  keepsMarks(): boolean
  send(frame: ClientFrame): boolean
  fetchPage(room: string, before: number): Promise<HistoryPage | null>
  fetchSeen(room: string, seq: number): Promise<SeenBy | null>
  /** A message that was sent under this client id is in the log. */
  seen(author: string, clientId: string): void
  count(what: 'resets' | 'holes' | 'joins'): void
  changed(): void
}

export type ChatRooms = ReturnType<typeof createRooms>

/** A store that has not answered in this time is not waited for: the room is joined and fetched. */
const RESTORE_PATIENCE_MS = 2_000

/** All rooms of a user, in the server's order, and which of them is open. */
export function createRooms(given: readonly Room[], opened: string | null, deps: RoomsDeps) {
  const entries = new Map<string, { room: ChatRoom, sender: Sender }>()
  let order = given.map(add)
  let activeId = opened
  let visible = true
  let isUp = false
  let lastRequest = 0
  let views: readonly RoomView[] = []
  const saver = createSaver(deps.clock, save)
  const followed = createFollowed()
  /** Rooms whose kept messages are being read from the store: joined before, they would be fetched anew. */
  const restoring = new Set<string>()
  const restored = new Set<string>()

  function add(info: Room): string {
    const { id } = info
    const room = createRoom(info, {
      ...deps,
      pending: () => deps.outbox.items(id),
      seen: deps.seen,
      nextRequest: () => ++lastRequest,
      send(frame) {
        if (frame.type === 'join') deps.count('joins')
        return deps.send(frame)
      },
      changed(what) {
        if (what === 'log') saver.mark(id)
        deps.changed()
      },
    })
    const sender = createSender({
      clock: deps.clock,
      turns: deps.turns,
      turn: turnName(deps.me().id, id),
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

  /** Whether something waits that can only be sent from within the room. */
  function isNeeded(id: string): boolean {
    return id === active().id || deps.outbox.next(id) !== null
  }

  function join(id: string): void {
    const room = find(id)
    if (!isUp || !room || room.isGone() || restoring.has(id)) return
    if (restored.has(id)) room.connect()
    else void restoreLate(id)
  }

  /** Follows a room message by message, if there is a connection; at the next one, the list decides anew. */
  function connect(id: string): void {
    if (!isUp) return
    for (const left of followed.add(id, isNeeded)) {
      deps.send({ type: 'leave', id: ++lastRequest, room: left })
      entries.get(left)?.sender.lost()
      find(left)?.down()
    }
    join(id)
  }

  /** A room that is joined for the first time goes on from what an earlier visit kept of it. */
  async function restoreLate(id: string): Promise<void> {
    restored.add(id)
    if (!deps.store.lasting) return join(id)
    restoring.add(id)
    const isNewer = new Promise<null>(resolve => deps.clock.after(RESTORE_PATIENCE_MS, () => resolve(null)))
    const kept = await Promise.race([deps.store.room(deps.me().id, id).catch(() => null), isNewer])
    restoring.delete(id)
    find(id)?.restore(kept)
    if (followed.has(id)) join(id)
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
   * Rooms that the server does not list any more. The open one stays at its place though it is gone: nobody is put into
   * another room while they read or write.
   */
  function lose(ids: readonly string[]): void {
    const open = active()
    for (const id of ids) {
      const entry = entries.get(id)
      if (!entry) continue
      entry.sender.lost()
      followed.delete(id)
      if (entry.room === open) open.vanish()
      else drop(id)
    }
  }

  function drop(id: string): void {
    entries.get(id)?.room.down()
    entries.delete(id)
    restored.delete(id)
    order = order.filter(one => one !== id)
  }

  /** In the server's order; a room that is gone and open stays at its place. */
  function arrange(ids: readonly string[]): void {
    const open = active()
    const place = order.indexOf(open.id)
    order = [...ids]
    if (!ids.includes(open.id)) order.splice(place, 0, open.id)
  }

  return {
    find,
    active,
    views(): readonly RoomView[] {
      const next = order.flatMap(id => find(id)?.view() ?? [])
      if (next.length !== views.length || next.some((view, index) => view !== views[index])) views = next
      return views
    },
    open(id: string): void {
      const before = active()
      if (!entries.has(id) || before.id === id) return
      before.stopped()
      activeId = id
      if (before.isGone()) drop(before.id)
      else before.trim(deps.keep.background)
      active().opened()
      if (!followed.has(id)) connect(id)
      else active().loadSeen()
    },

    /** A new connection. The server's list replaces the known one; an empty one is not believed: nothing would be left. */
    up(states: readonly RoomState[]): void {
      isUp = true
      change(states)
      const ids = new Set(states.map(({ id }) => id))
      if (ids.size > 0) {
        lose([...entries.keys()].filter(id => !ids.has(id)))
        arrange([...ids])
      }
      const first = active().id
      const waiting = order.filter(id => id !== first && isNeeded(id))
      const unread = states.flatMap(state => state.unread ? state.id : [])
      const wanted = [...new Set([first, ...waiting, ...unread, ...order])].filter(id => entries.has(id))
      followed.begin(wanted)
      for (const id of wanted) if (followed.has(id)) join(id)
    },
    /** Rooms that the user got, lost, or that changed while the client is connected. */
    follow({ changed, gone }: Pick<Frame<'rooms'>, 'changed' | 'gone'>): void {
      const unknown = changed.filter(({ id }) => !entries.has(id))
      const back = changed.filter(({ id }) => find(id)?.isGone() || find(id)?.refused())
      change(changed)
      lose(gone)
      for (const { id } of [...unknown, ...back]) connect(id)
    },
    readElsewhere: (frame: Frame<'read'>): void => find(frame.room)?.moved(frame),
    typing: ({ room, users }: Frame<'typing'>): void => find(room)?.typing(users),
    seen: ({ room, people }: Frame<'seen'>): void => find(room)?.seen(people),
    typed: (id: string): void => find(id)?.typed(),
    stopped: (id: string): void => find(id)?.stopped(),
    down(): void {
      isUp = false
      for (const { room, sender } of entries.values()) {
        room.down()
        sender.lost()
      }
    },
    joined(frame: Frame<'joined'>): void {
      const entry = entries.get(frame.room)
      entry?.room.answered(frame)
      entry?.sender.pump()
      if (entry?.room === active()) entry.room.loadSeen()
    },
    joinFailed(frame: Frame<'error'>): void {
      for (const { room } of entries.values()) room.joinFailed(frame)
    },
    entries(id: string, events: readonly LogEntry[]): void {
      const room = find(id)
      room?.entries(events)
      if (room && room !== active()) room.trim(deps.keep.background)
      else if (!visible) room?.trim(deps.keep.open)
    },
    read(id: string, seq: number): void {
      const room = find(id)
      room?.read(seq)
      // Who reads further up must not lose the place.
      if (room?.endsBy(seq)) room.trim(deps.keep.open)
    },
    sendRefused(clientId: string, { code, retryAfterMs = 0 }: Frame<'error'>): void {
      const item = deps.outbox.find(clientId)
      if (!item) return
      if (item.kind === 'delete' && code === 'not_found') find(item.room)?.forget(item.target)
      deps.outbox.refuse(clientId, code, retryAfterMs)
      entries.get(item.room)?.sender.answered(clientId)
    },
    /** Changes of one's own messages, the last of each, once no other tab sends in the room. */
    supersede: (id: string): void => entries.get(id)?.sender.inTurn(() => deps.outbox.supersede(id)),
    outboxChanged(): void {
      for (const { room, sender } of all()) {
        if (!followed.has(room.id) && deps.outbox.next(room.id)) connect(room.id)
        room.touch()
        sender.pump()
      }
    },
    /** Runs `job` as soon as no other tab of this person sends in the room. */
    inTurn: (id: string, job: () => void): void => entries.get(id)?.sender.inTurn(job),
    touch: (): void => entries.forEach(({ room }) => room.touch()),
    followReading: (): void => entries.forEach(({ room }) => room.followReading()),

    async restore(): Promise<void> {
      const user = deps.me().id
      for (const id of entries.keys()) restored.add(id)
      await Promise.all([...entries.values()].map(async ({ room }) => room.restore(await deps.store.room(user, room.id).catch(() => null))))
    },
    begin: (): void => active().opened(),
    save: saver.flush,
    shown(): void {
      visible = true
    },
    /** What it hears may be the last: it saves now. */
    hidden(): void {
      visible = false
      for (const { room } of entries.values()) room.flush()
      void saver.flush()
    },
  }
}
