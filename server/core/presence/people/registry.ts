import { inBatches, type Command } from '../../../platform/redis/batch'
import { createRedisClock } from '../../../platform/redis/clock'
import type { RedisLinks } from '../../../platform/redis/connect'
import type { Whereabouts } from './people-presence'

/** Users per command. A longer command delays the event loop and the messages to publish. */
const PEOPLE_PER_COMMAND = 200

const ALL: readonly Whereabouts[] = ['online', 'away']

/** A user's whereabouts as this process knows them; null: no longer here. */
export type Change = readonly [person: string, where: Whereabouts | null]

/** The users of all processes, in Redis. Every method rejects if Redis does not do all of it. */
export interface PeopleRegistry {
  /** Reads the clock of Redis: after every connect, before anything else, and again from time to time. */
  readClock(): Promise<void>
  ready(): boolean
  /** Writes users' whereabouts, valid for `lifeMs`. `now` is called right before each user is written. */
  write(people: readonly string[], now: (person: string) => Whereabouts | null): Promise<void>
  /** Removes users from whereabouts that no longer hold. */
  remove(changes: readonly Change[]): Promise<void>
  read(people: readonly string[]): Promise<ReadonlyMap<string, Whereabouts>>
}

export interface PeopleRegistryOptions {
  readonly links: Pick<RedisLinks, 'publisher' | 'prefix'>
  readonly lifeMs: number
  /** ms of any monotonic clock of this process */
  readonly now?: () => number
}

/**
 * Two sorted sets, `<prefix>:people:online` and `<prefix>:people:away`. The member is the user; the score is the time
 * at which the entry expires, by the clock of Redis. A user of two processes may be in both
 * sets: the more active one counts.
 */
export function createPeopleRegistry(
  { links: { publisher, prefix }, lifeMs, now }: PeopleRegistryOptions,
): PeopleRegistry {
  const clock = createRedisClock(publisher, now)
  const key = (where: Whereabouts) => `${prefix}:people:${where}`

  return {
    readClock: clock.read,
    ready: clock.ready,

    async write(people, where) {
      await inBatches(publisher, chunks(people), (some): Command[] => {
        const time = clock.now()
        return ALL.flatMap((one): Command[] => {
          const there = some.filter(person => where(person) === one)
          if (there.length === 0) return []
          return [
            ['zadd', key(one), ...there.flatMap(person => [time + lifeMs, person])],
            ['zremrangebyscore', key(one), '-inf', time],
            ['pexpire', key(one), lifeMs],
          ]
        })
      })
    },

    async remove(changes) {
      await inBatches(publisher, chunks(changes), (some): Command[] => ALL.flatMap((one): Command[] => {
        const gone = some.flatMap(([person, where]) => where === one ? [] : [person])
        return gone.length === 0 ? [] : [['zrem', key(one), ...gone]]
      }))
    },

    async read(people) {
      const time = clock.now()
      const scores = await inBatches(publisher, people, person =>
        ALL.map((one): Command => ['zscore', key(one), person]),
      )
      const found = new Map<string, Whereabouts>()
      people.forEach((person, index) => {
        const where = ALL.find((_, at) => Number(scores[index * ALL.length + at] ?? 0) > time)
        if (where) found.set(person, where)
      })
      return found
    },
  }
}

function chunks<T>(items: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(items.length / PEOPLE_PER_COMMAND) }, (_, i) => (
    items.slice(i * PEOPLE_PER_COMMAND, (i + 1) * PEOPLE_PER_COMMAND)
  ))
}
