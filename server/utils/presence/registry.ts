import type { ChainableCommander } from 'ioredis'
import type { RedisLinks } from '../bus/connect'

/** Members in one command and commands in one batch: a batch holds the connection that also publishes for about a millisecond. */
const MEMBERS_PER_COMMAND = 500
const COMMANDS_PER_BATCH = 200

/** Who came to or left a room, seen from this process. */
export interface RoomChange {
  readonly room: string
  readonly here: readonly string[]
  readonly gone: readonly string[]
}

/** The people of all processes, in Redis. Every method rejects when Redis does not do all of it. */
export interface Registry {
  /** Reads the clock of Redis. To be called after every connect, before anything else, and again from time to time. */
  readClock(): Promise<void>
  /** Whether anything can be asked now. */
  ready(): boolean
  /** Writes who is here (again) until `lifeMs` from now, and takes out who has gone. */
  write(changes: readonly RoomChange[]): Promise<void>
  /** How many people each room holds. */
  counts(rooms: readonly string[]): Promise<number[]>
}

export interface RegistryOptions {
  readonly links: Pick<RedisLinks, 'publisher' | 'prefix'>
  /** How long a person stays without being written again. */
  readonly lifeMs: number
  /** Milliseconds of any clock of this process that does not go back. */
  readonly now?: () => number
}

/**
 * A sorted set a room, `<prefix>:presence:<room>`: the member is the user, the score the time at which they are forgotten.
 *
 * All scores are times of the clock of Redis, because every process reads what another one wrote: clocks of machines differ by minutes where
 * nobody looks after them, and a process that runs late would take everybody else's people for dead. Each process measures how far its
 * own clock is from that of Redis (`TIME`), so that writing and counting need no script.
 */
export function createRegistry({ links: { publisher, prefix }, lifeMs, now = () => performance.now() }: RegistryOptions): Registry {
  let offset: number | undefined
  publisher.on('close', () => (offset = undefined))

  const key = (room: string) => `${prefix}:presence:${room}`

  function redisNow(): number {
    if (offset === undefined) throw new Error('The clock of Redis is not known yet.')
    return Math.round(now() + offset)
  }

  async function batches<T>(items: readonly T[], add: (batch: ChainableCommander, item: T) => void): Promise<unknown[]> {
    const replies: unknown[] = []
    for (const part of chunks(items, COMMANDS_PER_BATCH)) {
      const batch = publisher.pipeline()
      for (const item of part) add(batch, item)
      for (const [error, reply] of await batch.exec() ?? []) {
        if (error) throw error
        replies.push(reply)
      }
    }
    return replies
  }

  return {
    ready: () => publisher.status === 'ready' && offset !== undefined,

    async readClock() {
      const asked = now()
      const [seconds, micros] = await publisher.time()
      // The answer was true somewhere between question and answer; their middle is off by half a round trip at most.
      offset = Number(seconds) * 1_000 + Number(micros) / 1_000 - (asked + now()) / 2
    },

    async write(changes) {
      const writes = changes.flatMap(({ room, here, gone }) => [
        ...chunks(gone, MEMBERS_PER_COMMAND).map(users => ({ room, users, here: false })),
        ...chunks(here, MEMBERS_PER_COMMAND).map(users => ({ room, users, here: true })),
      ])
      await batches(writes, (batch, { room, users, here }) => {
        if (!here) {
          batch.zrem(key(room), ...users)
          return
        }
        const time = redisNow()
        batch.zadd(key(room), ...users.flatMap(user => [time + lifeMs, user]))
        batch.zremrangebyscore(key(room), '-inf', time)
        batch.pexpire(key(room), lifeMs)
      })
    },

    async counts(rooms) {
      const replies = await batches(rooms, (batch, room) => batch.zcount(key(room), redisNow(), '+inf'))
      return replies.map(Number)
    },
  }
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size))
}
