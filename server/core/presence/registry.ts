import { anchor } from '../../platform/redis/cluster/anchor'
import { inBatches, type Command } from '../../platform/redis/batch'
import type { RedisLinks } from '../../platform/redis/connect'

/** Members in one command, which is a batch of its own then (bus/batch.ts): all people of a large room in one held up the event loop and what was to be published for 50 ms. */
const MEMBERS_PER_COMMAND = 200

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
  /**
   * Writes who is here (again) until `lifeMs` from now, and takes out who has gone.
   * @param stays asked right before each of who is here is written, which may be a good while after the call; who does not stay is left out
   */
  write(changes: readonly RoomChange[], stays?: (room: string, user: string) => boolean): Promise<void>
  /** How many people each room holds. */
  counts(rooms: readonly string[]): Promise<number[]>
  /** The people in a room. */
  users(room: string): Promise<string[]>
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
 * own clock is from that of Redis (`TIME`; in a cluster all ask the same server), so that writing and counting need no script.
 */
export function createRegistry({ links: { publisher, prefix }, lifeMs, now = () => performance.now() }: RegistryOptions): Registry {
  let offset: number | undefined
  publisher.on('close', () => (offset = undefined))

  const key = (room: string) => `${prefix}:presence:${room}`

  function redisNow(): number {
    if (offset === undefined) throw new Error('The clock of Redis is not known yet.')
    return Math.round(now() + offset)
  }

  return {
    ready: () => publisher.status === 'ready' && offset !== undefined,

    async readClock() {
      const clock = anchor(publisher)
      if (!clock) throw new Error('No server is connected whose clock could be read.')
      const asked = now()
      const [seconds, micros] = await clock.time()
      // The answer was true somewhere between question and answer; their middle is off by half a round trip at most.
      offset = Number(seconds) * 1_000 + Number(micros) / 1_000 - (asked + now()) / 2
    },

    async write(changes, stays = () => true) {
      const writes = changes.flatMap(({ room, here, gone }) => [
        ...chunks(gone, MEMBERS_PER_COMMAND).map(users => ({ room, users, here: false })),
        ...chunks(here, MEMBERS_PER_COMMAND).map(users => ({ room, users, here: true })),
      ])
      await inBatches(publisher, writes, ({ room, users, here }): Command[] => {
        if (!here) return [['zrem', key(room), ...users]]
        const staying = users.filter(user => stays(room, user))
        if (staying.length === 0) return []
        const time = redisNow()
        return [
          ['zadd', key(room), ...staying.flatMap(user => [time + lifeMs, user])],
          ['zremrangebyscore', key(room), '-inf', time],
          ['pexpire', key(room), lifeMs],
        ]
      })
    },

    async counts(rooms) {
      const replies = await inBatches(publisher, rooms, room => [['zcount', key(room), redisNow(), '+inf']])
      return replies.map(Number)
    },

    async users(room) {
      const [reply] = await inBatches(publisher, [room], each => [['zrangebyscore', key(each), redisNow(), '+inf']])
      return Array.isArray(reply) ? reply.map(String) : []
    },
  }
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size))
}
