import { LISTEN_ROOMS_MAX } from '#shared/limits'
import { createFollowed, FOLLOWED_BESIDE_HEADS, FOLLOWED_MAX } from '../followed'
import type { ChatRoom } from '../room/room'
import type { RoomsDeps } from './deps'
import type { RoomList } from './list'

/** A store that has not answered in this time is not waited for: the room is joined and fetched. */
const RESTORE_PATIENCE_MS = 2_000

/** Rooms at the top of the list of which the newest message is asked for, if it is not known. */
const LINES_ASKED_MAX = 100

/** Brings rooms up to date over one connection after the other: some message by message, of the others the heads. */
export function createFollowing(list: RoomList, deps: RoomsDeps, nextRequest: () => number) {
  const followed = createFollowed()
  let isUp = false
  /** The server reports the heads of rooms that are not joined. */
  let tellsHeads = false
  /** Rooms whose kept messages are being read from the store: joined before, they would be fetched anew. */
  const restoring = new Set<string>()
  const restored = new Set<string>()

  /** Whether something waits that can only be sent from within the room. */
  function isNeeded(id: string): boolean {
    return id === list.active().id || deps.outbox.next(id) !== null
  }

  function join(id: string): void {
    const room = list.find(id)
    if (!isUp || !room || room.isGone() || restoring.has(id)) return
    if (restored.has(id)) room.connect()
    else void restoreLate(id)
  }

  /** Follows a room message by message, if there is a connection; at the next one, the list decides anew. */
  function connect(id: string): void {
    if (!isUp) return
    for (const left of followed.add(id, isNeeded)) {
      deps.send({ type: 'leave', id: nextRequest(), room: left })
      list.entry(left)?.sender.lost()
      list.find(left)?.left()
      listen([left])
    }
    join(id)
  }

  /**
   * Asks for the heads of rooms that are not followed. The server does not count for users without marks. Of a room
   * whose newest message is not known, the client asks for everything.
   */
  function listen(ids: readonly string[]): void {
    if (!tellsHeads) return
    const top = new Set(list.ids().slice(0, LINES_ASKED_MAX))
    const isBlank = (room: ChatRoom) => top.has(room.id) && room.hasMessages() && room.line() === null
    const quiet = ids.flatMap(id =>
      followed.has(id) || !list.find(id)?.keepsMarks() || list.find(id)?.isGone() ? [] : (list.find(id) ?? []),
    )
    for (let at = 0; at < quiet.length; at += LISTEN_ROOMS_MAX) {
      const some = quiet.slice(at, at + LISTEN_ROOMS_MAX)
      deps.send({
        type: 'listen',
        rooms: Object.fromEntries(some.map(room => [room.id, isBlank(room) ? null : room.countedUpTo()])),
      })
    }
  }

  /** A room that is joined for the first time goes on from what an earlier visit kept of it. */
  async function restoreLate(id: string): Promise<void> {
    restored.add(id)
    if (!deps.store.lasting) return join(id)
    restoring.add(id)
    const isNewer = new Promise<null>(resolve => deps.clock.after(RESTORE_PATIENCE_MS, () => resolve(null)))
    const kept = await Promise.race([deps.store.room(deps.me().id, id).catch(() => null), isNewer])
    restoring.delete(id)
    list.find(id)?.restore(kept)
    if (followed.has(id)) join(id)
  }

  return {
    isUp: () => isUp,
    has: followed.has,
    connect,
    listen,
    /** A new connection: chooses anew which rooms are joined. */
    up(hasFeed: boolean): void {
      isUp = true
      tellsHeads = hasFeed
      const first = list.active().id
      const order = list.ids()
      const waiting = order.filter(id => id !== first && isNeeded(id))
      const unread = order.filter(id => list.find(id)?.unread())
      const wanted = [...new Set([first, ...waiting, ...unread, ...order])].filter(id => list.find(id))
      followed.begin(wanted, tellsHeads ? deps.followedMax ?? FOLLOWED_BESIDE_HEADS : FOLLOWED_MAX)
      for (const id of wanted) if (followed.has(id)) join(id)
      listen(wanted)
    },
    down(): void {
      isUp = false
    },
    lost: (id: string): void => void followed.delete(id),
    dropped(id: string): void {
      restored.delete(id)
      if (followed.delete(id) && isUp) deps.send({ type: 'leave', id: nextRequest(), room: id })
    },
    /** The state of these rooms that earlier visits stored. */
    async restore(ids: readonly string[]): Promise<void> {
      const user = deps.me().id
      for (const id of ids) restored.add(id)
      await Promise.all(ids.map(async id => list.find(id)?.restore(await deps.store.room(user, id).catch(() => null))))
    },
  }
}
