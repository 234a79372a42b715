import { inBatches, type Command } from '../../platform/redis/batch'
import { createRedisClock } from '../../platform/redis/clock'
import type { RedisLinks } from '../../platform/redis/connect'

/**
 * Members per command, each a batch of its own (platform/redis/batch.ts). One command with all users of a large room
 * delayed the event loop and the messages to publish by 50 ms.
 */
const MEMBERS_PER_COMMAND = 200

/** Users that entered or left a room in this process. */
export interface RoomChange {
  readonly room: string
  readonly here: readonly string[]
  readonly gone: readonly string[]
}

/** The users of all processes, in Redis. Every method rejects if Redis does not do all of it. */
export interface Registry {
  /** Reads the clock of Redis. Call it after every connect, before anything else, and again from time to time. */
  readClock(): Promise<void>
  /** Whether commands can be sent now. */
  ready(): boolean
  /**
   * Writes the present users, valid for `lifeMs`, and removes the departed ones.
   * @param stays asked right before each present user is written, which may be long after the call; a user who does not
   * stay is left out
   */
  write(changes: readonly RoomChange[], stays?: (room: string, user: string) => boolean): Promise<void>
  /** The number of users in each room. */
  counts(rooms: readonly string[]): Promise<number[]>
  /** The users in a room. */
  users(room: string): Promise<string[]>
}

export interface RegistryOptions {
  readonly links: Pick<RedisLinks, 'publisher' | 'prefix'>
  /** How long an entry lives without being written again. */
  readonly lifeMs: number
  /** ms of any monotonic clock of this process */
  readonly now?: () => number
}

/**
 * One sorted set per room, `<prefix>:presence:<room>`. The member is the user; the score is the time at which the entry
 * expires, by the clock of Redis, since every process reads what others wrote.
 */
export function createRegistry(
  { links: { publisher, prefix }, lifeMs, now }: RegistryOptions,
): Registry {
  const clock = createRedisClock(publisher, now)
  const key = (room: string) => `${prefix}:presence:${room}`

  return {
    readClock: clock.read,
    ready: clock.ready,

    async write(changes, stays = () => true) {
      const writes = changes.flatMap(({ room, here, gone }) => [
        ...chunks(gone, MEMBERS_PER_COMMAND).map(users => ({ room, users, here: false })),
        ...chunks(here, MEMBERS_PER_COMMAND).map(users => ({ room, users, here: true })),
      ])
      await inBatches(publisher, writes, ({ room, users, here }): Command[] => {
        if (!here) return [['zrem', key(room), ...users]]
        const staying = users.filter(user => stays(room, user))
        if (staying.length === 0) return []
        const time = clock.now()
        return [
          ['zadd', key(room), ...staying.flatMap(user => [time + lifeMs, user])],
          ['zremrangebyscore', key(room), '-inf', time],
          ['pexpire', key(room), lifeMs],
        ]
      })
    },

    async counts(rooms) {
      const replies = await inBatches(publisher, rooms, room => [['zcount', key(room), clock.now(), '+inf']])
      return replies.map(Number)
    },

    async users(room) {
      const [reply] = await inBatches(publisher, [room], each => [['zrangebyscore', key(each), clock.now(), '+inf']])
      return Array.isArray(reply) ? reply.map(String) : []
    },
  }
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size))
}
