import type { Cluster, Redis } from 'ioredis'
import { anchor } from './cluster/anchor'

/**
 * The time of Redis, which all processes share.
 *
 * Clocks of neglected machines differ by minutes, and a process whose clock is ahead would take what others wrote for
 * expired. Each process measures its offset from the clock of Redis (`TIME`; in a cluster all ask the same server), so
 * that writing and counting need no script.
 */
export interface RedisClock {
  /** Asks Redis: after every connect, before anything else, and again from time to time. Rejects if it cannot. */
  read(): Promise<void>
  /** Whether commands can be sent now, and the time is known. */
  ready(): boolean
  /** ms since the epoch. @throws Error before the first `read` of a connection */
  now(): number
}

/** @param now ms of any monotonic clock of this process */
export function createRedisClock(publisher: Redis | Cluster, now = () => performance.now()): RedisClock {
  let offset: number | undefined
  publisher.on('close', () => (offset = undefined))
  return {
    ready: () => publisher.status === 'ready' && offset !== undefined,
    now() {
      if (offset === undefined) throw new Error('The clock of Redis is not known yet.')
      return Math.round(now() + offset)
    },
    async read() {
      const clock = anchor(publisher)
      if (!clock) throw new Error('No server is connected whose clock could be read.')
      const asked = now()
      const [seconds, micros] = await clock.time()
      // The time was true between question and answer. Their middle is off by at most half a round trip.
      offset = Number(seconds) * 1_000 + Number(micros) / 1_000 - (asked + now()) / 2
    },
  }
}
