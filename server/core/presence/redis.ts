import type { Bus } from '../bus/bus'
import type { RedisLinks } from '../../platform/redis/connect'
import { createThrottle } from './throttle'
import { PRESENCE_LEAD_MS } from './memory'
import { createPending } from './pending'
import { PRESENCE_INTERVAL_MS, PRESENCE_TTL_MS, type Presence } from './presence'
import { createReadings } from './readings'
import { createRegistry, type RoomChange } from './registry'
import { createRoster } from './roster'

/** Much shorter than the interval of readings, so that a reading sees what was just written. */
const WRITE_LEAD_MS = 10
const WRITE_INTERVAL_MS = 200

/** How long removing this process's users at its end may take. The rest expires by itself. */
const FAREWELL_MS = 1_000

/** Users per control message: a small part of what a payload may hold. */
const LEFT_PER_MESSAGE = 500

export interface RedisPresenceOptions {
  readonly links: Pick<RedisLinks, 'publisher' | 'subscriber' | 'prefix' | 'trouble'>
  /** Sends control messages to the other processes. Pass their contents to `refresh`. */
  readonly control: Bus['control']
  readonly intervalMs?: number
  readonly leadMs?: number
  readonly ttlMs?: number
  /** ms of any monotonic clock */
  readonly now?: () => number
}

/**
 * Presence over many processes. Each process writes its own users to Redis, again every third of the time to live. An
 * entry lives for two thirds of it: even a reading that is late by one third forgets a dead process in time.
 * A process that removes a user names the user to the others, and a process that still has the user restores the entry
 * at once. While Redis is away, each process shows its own users.
 */
export function createRedisPresence(options: RedisPresenceOptions): Presence {
  const {
    links,
    control,
    intervalMs = PRESENCE_INTERVAL_MS,
    leadMs = PRESENCE_LEAD_MS,
    ttlMs = PRESENCE_TTL_MS,
    now = () => performance.now(),
  } = options
  const { publisher, subscriber, trouble } = links
  const roster = createRoster()
  const readings = createReadings(trouble)
  const registry = createRegistry({ links, now, lifeMs: Math.ceil(ttlMs * 2 / 3) })
  const pending = createPending()
  /** When a room's number was last asked for. Rooms without recent interest are not read. */
  const askedAt = new Map<string, number>()
  const writes = createThrottle({ leadMs: WRITE_LEAD_MS, intervalMs: WRITE_INTERVAL_MS, run: flush, now })
  const reads = createThrottle({ leadMs, intervalMs, run: read, now })
  let closed = false
  const isWatched = (room: string) => roster.count(room) > 0 || askedAt.has(room)

  /** Marks this user in this room for writing. The roster at that time decides what is written. */
  function note(room: string, user: string) {
    pending.add(room, user)
    writes.mark(room)
  }

  async function flush(rooms: string[]) {
    if (registry.ready()) {
      const changes = rooms.map((room): RoomChange => {
        const users = pending.take(room)
        return {
          room,
          here: users.filter(user => roster.has(room, user)),
          gone: users.filter(user => !roster.has(room, user)),
        }
      })
      try {
        await registry.write(changes)
        changes.forEach(announce)
      }
      catch (error) {
        trouble.report('presence', error)
        for (const { room, here, gone } of changes) [...here, ...gone].forEach(user => pending.add(room, user))
      }
    }
    rooms.forEach(room => reads.mark(room))
  }

  function announce({ room, gone }: RoomChange) {
    if (gone.length === 0) control({ type: 'presence', room })
    for (let i = 0; i < gone.length; i += LEFT_PER_MESSAGE)
      control({ type: 'presence', room, left: gone.slice(i, i + LEFT_PER_MESSAGE) })
  }

  async function read(rooms: string[]) {
    const watched = rooms.filter(isWatched)
    const counts = registry.ready()
      ? await registry.counts(watched).catch(error => trouble.report('presence', error))
      : undefined
    // A user connected here is online, even if Redis has lost the entry.
    watched.forEach((room, i) => readings.settle(room, Math.max(counts?.[i] ?? 0, roster.count(room))))
    for (const room of rooms) {
      if (!isWatched(room)) readings.forget(room)
    }
  }

  /** Writes all users of this process again, and reads what others wrote or no longer write. */
  async function renew() {
    for (const [room, at] of askedAt) {
      if (now() - at <= ttlMs) continue
      askedAt.delete(room)
      if (!isWatched(room)) readings.forget(room)
    }
    if (publisher.status === 'ready') {
      try {
        await registry.readClock()
        if (closed) return
        // `flush` removes a user who leaves meanwhile; a later write must not restore the entry.
        await registry.write(
          roster.rooms().map(room => ({ room, here: roster.users(room), gone: [] })),
          (room, user) => !closed && roster.has(room, user),
        )
        trouble.over('presence')
      }
      catch (error) {
        trouble.report('presence', error)
      }
    }
    for (const room of pending.rooms()) writes.mark(room)
    readAll()
  }

  function readAll() {
    for (const room of [...roster.rooms(), ...askedAt.keys()]) reads.mark(room)
  }

  async function heal() {
    await renew()
    for (const room of roster.rooms()) control({ type: 'presence', room })
  }

  const onReady = () => void heal()
  // Messages of other processes while this one was not subscribed are lost. The answer to a PING comes after the
  // subscriptions that were sent before it.
  const onHearing = () => setImmediate(() => void subscriber.ping().then(readAll, () => {}))
  subscriber.on('ready', onHearing)
  publisher.on('ready', onReady)
  if (publisher.status === 'ready') onReady()
  // A process without users asks Redis nothing: it sleeps.
  const heartbeat = setInterval(() => roster.rooms().length + askedAt.size > 0 && void renew(), ttlMs / 3).unref()

  return {
    enter(room, user) {
      if (roster.enter(room, user)) note(room, user)
    },
    leave(room, user) {
      if (roster.leave(room, user)) note(room, user)
    },
    online(room) {
      if (!isWatched(room)) reads.mark(room)
      askedAt.set(room, now())
      return readings.handOut(room, Math.max(readings.last(room), roster.count(room)))
    },
    async among(room) {
      const others = registry.ready()
        ? await registry.users(room).catch(error => trouble.report('presence', error))
        : undefined
      return new Set([...roster.users(room), ...others ?? []])
    },
    onChange: readings.onChange,
    refresh(room, left = []) {
      left.filter(user => roster.has(room, user)).forEach(user => note(room, user))
      if (isWatched(room)) reads.mark(room)
    },
    async close() {
      closed = true
      clearInterval(heartbeat)
      publisher.off('ready', onReady)
      subscriber.off('ready', onHearing)
      writes.close()
      reads.close()
      if (!registry.ready()) return
      const rooms = new Set([...roster.rooms(), ...pending.rooms()])
      const gone = [...rooms].map((room): RoomChange => ({
        room,
        here: [],
        gone: [...roster.users(room), ...pending.take(room)],
      }))
      const farewell = registry.write(gone).then(
        () => gone.forEach(announce),
        error => trouble.report('presence', error),
      )
      await Promise.race([farewell, new Promise(resolve => setTimeout(resolve, FAREWELL_MS).unref())])
    },
  }
}
