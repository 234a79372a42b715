import { nanoid } from 'nanoid'
import type { Bus } from '../../bus/bus'
import type { RedisLinks } from '../../../platform/redis/connect'
import { createThrottle } from '../throttle'
import {
  mostActive, PEOPLE_LIFE_MS, PEOPLE_RENEWED_EVERY_MS, type PeoplePresence, type Whereabouts,
} from './people-presence'
import { createPeopleRegistry, type Change } from './registry'

/** Wait before a change is written, and least time between two writes: a crowd costs a few commands. */
const WRITE_LEAD_MS = 10
const WRITE_INTERVAL_MS = 200

/** Changes of other processes are passed on after this: the second process of a moving user reports first. */
const HEAR_LEAD_MS = 100

/** How long removing this process's users at its end may take. The rest expires by itself. */
const FAREWELL_MS = 1_000

/** Users per control message: a small part of what a payload may hold. */
const PEOPLE_PER_MESSAGE = 500

export interface RedisPeopleOptions {
  readonly links: Pick<RedisLinks, 'publisher' | 'prefix' | 'trouble'>
  /** Sends control messages to the other processes. Pass their contents to `refresh`. */
  readonly control: Bus['control']
  readonly lifeMs?: number
  readonly renewMs?: number
  /** ms of any monotonic clock */
  readonly now?: () => number
}

/**
 * The users of many processes. Each process writes its own users, and writes them again before they expire. A process
 * that removes a user names the user to the others, and a process that still has the user restores the entry at once.
 */
export function createRedisPeople(options: RedisPeopleOptions): PeoplePresence {
  const { links, control, lifeMs = PEOPLE_LIFE_MS, renewMs = PEOPLE_RENEWED_EVERY_MS, now } = options
  const { publisher, trouble } = links
  const registry = createPeopleRegistry({ links, lifeMs, ...(now ? { now } : {}) })
  /** Identifies this process's own messages, which the bus may bring back. */
  const self = nanoid()
  const here = new Map<string, Whereabouts>()
  /** Users who changed here. A restored user is written without a message to the others. */
  const dirty = new Set<string>()
  const listeners: ((people: readonly string[]) => void)[] = []
  const writes = createThrottle({ leadMs: WRITE_LEAD_MS, intervalMs: WRITE_INTERVAL_MS, run: flush })
  const heard = createThrottle({
    leadMs: HEAR_LEAD_MS,
    intervalMs: HEAR_LEAD_MS,
    run: people => listeners.forEach(listener => listener(people)),
  })
  let closed = false
  const whereNow = (person: string) => closed ? null : here.get(person) ?? null

  async function flush(people: string[]): Promise<void> {
    const changed: string[] = []
    const back: string[] = []
    for (const person of people) (dirty.delete(person) ? changed : back).push(person)
    if (registry.ready()) {
      try {
        await registry.remove(changed.map((person): Change => [person, whereNow(person)]))
        await registry.write(people, whereNow)
        announce(changed)
        announce(back, true)
      }
      catch (error) {
        trouble.report('presence of users', error)
      }
    }
    people.forEach(person => heard.mark(person))
  }

  function announce(people: readonly string[], isBack = false): void {
    for (let at = 0; at < people.length; at += PEOPLE_PER_MESSAGE) {
      const some = people.slice(at, at + PEOPLE_PER_MESSAGE)
      control({ type: 'people', people: some, from: self, ...(isBack ? { back: true } : {}) })
    }
  }

  /** Writes all users of this process again. Users that left while Redis was away expire by themselves. */
  async function renew(): Promise<void> {
    if (publisher.status !== 'ready') return
    try {
      await registry.readClock()
      await registry.write([...here.keys()], whereNow)
      trouble.over('presence of users')
    }
    catch (error) {
      trouble.report('presence of users', error)
    }
  }

  const onReady = () => void renew()
  publisher.on('ready', onReady)
  if (publisher.status === 'ready') onReady()
  // A process without users asks Redis nothing: it sleeps.
  const renewal = setInterval(() => here.size > 0 && onReady(), renewMs).unref()

  return {
    put(person, where) {
      if (closed || (here.get(person) ?? null) === where) return
      if (where === null) here.delete(person)
      else here.set(person, where)
      dirty.add(person)
      writes.mark(person)
    },
    async read(people) {
      const others = registry.ready()
        ? await registry.read(people).catch(error => void trouble.report('presence of users', error))
        : undefined
      const found = new Map<string, Whereabouts>()
      for (const person of people) {
        const where = mostActive(here.get(person), others?.get(person))
        if (where) found.set(person, where)
      }
      return found
    },
    onChange: listener => void listeners.push(listener),
    refresh({ people, from, back }) {
      if (from === self) return
      for (const person of people) {
        heard.mark(person)
        if (!back && here.has(person)) writes.mark(person)
      }
    },
    async close() {
      closed = true
      clearInterval(renewal)
      publisher.off('ready', onReady)
      writes.close()
      heard.close()
      if (!registry.ready()) return
      const people = [...here.keys()]
      const farewell = registry.remove(people.map((person): Change => [person, null]))
        .then(() => announce(people), error => trouble.report('presence of users', error))
      await Promise.race([farewell, new Promise(resolve => setTimeout(resolve, FAREWELL_MS).unref())])
    },
  }
}
