import { Tab } from './chat-client'
import { fastClock } from './fast-clock'
import { acknowledged, startLoad } from './load'
import type { Random } from './random'
import { newVisitor } from './visitor'
import { waitFor } from './wait-for'

/** Pages' time runs ten times as fast: a back-off of half a second takes 50 ms of a test. */
const CLOCK_FACTOR = 10

/**
 * For tests about how a connection ended: on a fast clock, a machine busy for a second looks like a dead connection.
 */
export const REAL_TIME = 1

export interface CrowdOptions {
  readonly count: number
  /** The app of each user, by number. */
  readonly url: (index: number) => string
  /** The WebSocket's URL, if it is that of a proxy or balancer. */
  readonly wsUrl?: (index: number) => string
  readonly random: Random
  /** Speed of the pages' time. */
  readonly clockFactor?: number
}

/** Users in one room, each with the page open. */
export interface Crowd {
  readonly tabs: readonly Tab[]
  /** Starts to send, edit, delete and read, this often per second in all. */
  talk(room: string, perSecond: number): void
  silence(): void
  /** Resolves when this many more commands were acknowledged. */
  acked(more: number): Promise<void>
  /** Ends all clients. */
  close(): Promise<void>
}

export async function gather({ count, url, wsUrl, random, clockFactor = CLOCK_FACTOR }: CrowdOptions): Promise<Crowd> {
  const tabs = await Promise.all(Array.from({ length: count }, async (_, index) => new Tab({
    visitor: await newVisitor(url(index)),
    url: () => url(index),
    wsUrl: () => wsUrl?.(index) ?? `${url(index).replace('http', 'ws')}/wb/`,
    clock: fastClock(clockFactor),
    random: random.next,
  })))
  await Promise.all(tabs.map(tab => tab.open()))
  let silence = () => {}

  return {
    tabs,
    talk(room, perSecond) {
      silence()
      silence = startLoad(tabs, room, perSecond)
    },
    silence: () => silence(),
    async acked(more) {
      const goal = acknowledged(tabs) + more
      await waitFor(() => acknowledged(tabs) >= goal, { what: `${more} more acknowledgements`, timeoutMs: 90_000 })
    },
    async close() {
      silence()
      await Promise.all(tabs.map(tab => tab.close()))
    },
  }
}
