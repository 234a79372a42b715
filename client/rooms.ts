import type { Room, RoomState } from '#shared/schemas/room'
import { FOLLOWED_MAX } from './followed'
import { createKeptList } from './kept-list'
import { isChangeItem } from './outbox/item'
import { ends } from './outbox/queue'
import type { LogEntry } from './room/timeline'
import type { Frame, RoomsDeps } from './rooms/deps'
import { createFollowing } from './rooms/following'
import { createRoomList } from './rooms/list'
import { createMeanwhile } from './rooms/meanwhile'

export type ChatRooms = ReturnType<typeof createRooms>

/** How long the client waits before it asks for the rest of the list once more, in ms; longer each time. */
const REST_AGAIN_MS = 2_000

function isState(said: RoomState | 'gone' | undefined): said is RoomState {
  return typeof said === 'object'
}

/** All rooms of a user: what the server and the user do in them. */
export function createRooms(given: readonly Room[], opened: string | null, deps: RoomsDeps) {
  let visible = true
  /** The list is only the top of what the server has. */
  let isPart = false
  /** Counts connections: the rest of a list belongs to the one that brought its top. */
  let connections = 0
  const meanwhile = createMeanwhile()
  let lastRequest = 0
  const nextRequest = () => ++lastRequest
  const list = createRoomList(given, opened, deps, nextRequest, {
    lost: id => following.lost(id),
    dropped: id => following.dropped(id),
  })
  const following = createFollowing(list, deps, nextRequest)
  const kept = createKeptList({
    clock: deps.clock,
    store: deps.store,
    user: () => deps.me().id,
    rooms: list.states,
    lines: list.lines,
  })
  const { find, active } = list

  /** Rooms that the server no longer lists. It lists no direct room without a message: the client asks for that. */
  function lose(ids: readonly string[]): void {
    const unlisted = ids.filter(list.isUnlisted)
    list.lose(ids.filter(id => !unlisted.includes(id)))
    for (const id of unlisted) void look(id)
  }

  async function look(id: string): Promise<void> {
    const { answer: state, said } = await meanwhile.during(() => deps.fetchRoom(id))
    if (!state || !list.isUnlisted(id) || isState(said.rooms.get(id))) return
    deps.batch(() => state === 'gone' ? list.lose([id]) : list.change([state]))
  }

  /** Puts what changed into the known list. */
  function continueList({ rooms: states, gone = [] }: Pick<Frame<'hello'>, 'rooms' | 'gone'>): void {
    const told = new Set(states.map(({ id }) => id))
    lose([...gone, ...list.ids().filter(id => !told.has(id) && list.isOfPlace(id))])
    for (const { room } of list.entries()) if (!told.has(room.id)) room.isSame()
    const first = states.filter(({ pinned }) => pinned).map(({ id }) => id)
    list.arrange([...new Set([...first, ...list.ids().filter(id => !find(id)?.isGone())])])
  }

  /** The whole list takes the place of the known one; an empty one is not believed: nothing would be left. */
  function replaceList(ids: readonly string[]): void {
    if (ids.length === 0) return
    const there = new Set(ids)
    lose(list.known().filter(id => !there.has(id)))
    list.arrange(ids)
  }

  /** The rest of a list of which `hello` had the top. Until it is there, nothing of the list is kept. */
  async function loadRest(tries = 0, of = connections): Promise<void> {
    const isDue = () => isPart && of === connections && following.isUp()
    if (!isDue()) return
    const { answer: all, said } = await meanwhile.during(deps.fetchList)
    if (!isDue()) return
    if (!all) return void deps.clock.after(REST_AGAIN_MS * 2 ** tries, () => void loadRest(Math.min(tries + 1, 4), of))
    isPart = false
    deps.batch(() => {
      const before = new Set(list.known())
      list.change(all.rooms.filter(({ id }) => !said.rooms.has(id)))
      const fresh = [...said.rooms.values()].filter(isState).map(({ id }) => id)
      const ids = all.rooms.flatMap(({ id }) => said.rooms.get(id) === 'gone' ? [] : id)
      replaceList([...new Set([...ids, ...fresh])])
      kept.is(all.feed)
      following.listen(list.known().filter(id => !before.has(id)))
      said.again()
    })
  }

  /** Rooms that the user got, lost, or that changed. */
  function follow({ changed, gone, feed }: Pick<Frame<'rooms'>, 'changed' | 'gone' | 'feed'>): void {
    const unknown = changed.filter(({ id }) => !find(id))
    const back = changed.filter(({ id }) => find(id)?.isGone() || find(id)?.refused())
    list.change(changed)
    lose(gone)
    for (const { id } of [...unknown, ...back]) following.connect(id)
    // Not every change brings the count of unread messages.
    following.listen(changed.map(({ id }) => id))
    if (feed === undefined || isPart) kept.changed()
    else kept.is(feed)
  }

  function readElsewhere(frame: Frame<'read'>): void {
    find(frame.room)?.moved(frame)
    kept.changed()
  }

  function heads({ rooms }: Frame<'heads'>): void {
    following.listen(rooms.flatMap(one => find(one.room)?.heads(one) === false ? one.room : []))
    kept.changed()
  }

  return {
    find,
    active,
    views: list.views,
    open(id: string): void {
      if (!list.open(id)) return
      if (!following.has(id)) following.connect(id)
      else active().loadSeen()
    },

    /** Brings the messages of a room of which only the head is known. */
    bring(id: string): void {
      if (find(id) && !following.has(id)) following.connect(id)
    },
    /** A new connection, with the whole list or what changed of the known one. */
    up(hello: Pick<Frame<'hello'>, 'rooms' | 'since' | 'gone' | 'feed' | 'more'>): void {
      connections++
      list.change(hello.rooms)
      if (hello.since !== undefined) continueList(hello)
      else if (!hello.more) replaceList(hello.rooms.map(({ id }) => id))
      isPart = hello.more === true
      kept.is(isPart ? undefined : hello.feed)
      following.up(hello.feed !== undefined)
      if (isPart) void loadRest()
    },
    follow(frame: Pick<Frame<'rooms'>, 'changed' | 'gone' | 'feed'>): void {
      meanwhile.heardRooms(frame.changed, frame.gone)
      follow(frame)
    },
    /** Takes in the room that a request answers. */
    async take(ask: () => Promise<RoomState | null>): Promise<RoomState | null> {
      const { answer: state, said } = await meanwhile.during(ask)
      if (state && !isState(said.rooms.get(state.id))) deps.batch(() => follow({ changed: [state], gone: [] }))
      return state
    },
    readElsewhere(frame: Frame<'read'>): void {
      meanwhile.heardCounts(() => readElsewhere(frame))
      readElsewhere(frame)
    },
    /** The position of the list of rooms, for the next connection. */
    feed: kept.position,
    heads(frame: Frame<'heads'>): void {
      meanwhile.heardCounts(() => heads(frame))
      heads(frame)
    },
    typing: ({ room, users }: Frame<'typing'>): void => find(room)?.typing(users),
    seen: ({ room, people }: Frame<'seen'>): void => find(room)?.seen(people),
    typed: (id: string): void => find(id)?.typed(),
    stopped: (id: string): void => find(id)?.stopped(),
    down(): void {
      following.down()
      for (const { room, sender } of list.entries()) {
        room.down()
        sender.lost()
      }
    },
    joined(frame: Frame<'joined'>): void {
      const entry = list.entry(frame.room)
      entry?.room.answered(frame)
      entry?.sender.pump()
      if (entry?.room === active()) entry.room.loadSeen()
    },
    joinFailed(frame: Frame<'error'>): void {
      for (const { room } of list.entries()) room.joinFailed(frame)
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
      // A reader further up must not lose the place.
      if (room?.endsBy(seq)) room.trim(deps.keep.open)
    },
    sendRefused(clientId: string, { code, retryAfterMs = 0 }: Frame<'error'>): void {
      const item = deps.outbox.find(clientId)
      if (!item) return
      if (isChangeItem(item) && ends(item) && code === 'not_found') find(item.room)?.forget(item.target)
      deps.outbox.refuse(clientId, code, retryAfterMs)
      list.entry(item.room)?.sender.answered(clientId)
    },
    /** Changes of one's own messages, the last of each, once no other tab sends in the room. */
    supersede: (id: string): void => list.entry(id)?.sender.withLock(() => deps.outbox.supersede(id)),
    outboxChanged(): void {
      for (const { room, sender } of list.all()) {
        if (!following.has(room.id) && deps.outbox.next(room.id)) following.connect(room.id)
        room.touch()
        sender.pump()
      }
    },
    /** Runs `job` as soon as no other tab of this person sends in the room. */
    withLock: (id: string, job: () => void): void => list.entry(id)?.sender.withLock(job),
    touch(): void {
      for (const { room } of list.entries()) room.touch()
    },
    followReading(): void {
      for (const { room } of list.entries()) room.followReading()
    },

    async restore(): Promise<void> {
      const before = await kept.read()
      // The server was faster, and knows better.
      if (before && !following.isUp()) {
        list.change(before.rooms)
        for (const line of before.lines) find(line.room)?.restoreLine(line)
        kept.is(before.feed)
      }
      // The messages of further rooms are read when the rooms are joined: the list alone is there at once.
      await following.restore([...new Set([active().id, ...list.ids()])].slice(0, FOLLOWED_MAX))
    },
    begin: (): void => active().opened(),
    save: async (): Promise<void> => void await Promise.all([list.save(), kept.save()]),
    shown(): void {
      visible = true
    },
    /** The page may be closed next: save now. */
    hidden(): void {
      visible = false
      for (const { room } of list.entries()) room.flush()
      void list.save()
      void kept.save()
    },
  }
}
