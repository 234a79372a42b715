import type { Message } from '#shared/events/message'
import { Tab } from './chat-client'
import { expectSame, type SameOptions } from './expect-same'
import { fastClock } from './fast-clock'
import { acknowledged, startLoad } from './load'
import type { Members } from './members'
import type { Random } from './random'
import { headOf } from './read-log'
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
  /** The first of the users are these, who talk in their private room, too. */
  readonly members?: Members
}

/** Users in one room, each with the page open. */
export interface Crowd {
  readonly tabs: readonly Tab[]
  /** Starts to send, edit, delete and read, this often per second in all; members do so in both rooms by turns. */
  talk(room: string, perSecond: number): void
  silence(): void
  /** Resolves when this many more commands were acknowledged. */
  acked(more: number): Promise<void>
  /** As `expectSame`, for the room and for that of the members. Gives the messages of the former. */
  expectSame(options: Omit<SameOptions, 'tabs'>): Promise<Message[]>
  /** Ends all clients. */
  close(): Promise<void>
}

export async function gather(options: CrowdOptions): Promise<Crowd> {
  const { count, url, wsUrl, random, clockFactor = CLOCK_FACTOR, members } = options
  const tabs = await Promise.all(Array.from({ length: count }, async (_, index) => new Tab({
    visitor: members?.accounts[index] ?? await newVisitor(url(index)),
    url: () => url(index),
    wsUrl: () => wsUrl?.(index) ?? `${url(index).replace('http', 'ws')}/wb/`,
    clock: fastClock(clockFactor),
    random: random.next,
  })))
  await Promise.all(tabs.map(tab => tab.open()))
  const inside = tabs.slice(0, members?.accounts.length ?? 0)
  if (members)
    await waitFor(() => inside.every(({ client }) => client.room(members.room).view()), {
      what: 'the members to have their room',
    })
  const first = members ? await headOf(url(0), members.room, members.cookie) : 0
  let silence = () => {}

  return {
    tabs,
    talk(room, perSecond) {
      silence()
      const shared = perSecond * inside.length / tabs.length / 2
      const ends = [startLoad(tabs, room, perSecond - shared)]
      if (members) ends.push(startLoad(inside, members.room, shared))
      silence = () => ends.forEach(end => end())
    },
    silence: () => silence(),
    async acked(more) {
      const goal = acknowledged(tabs) + more
      await waitFor(() => acknowledged(tabs) >= goal, { what: `${more} more acknowledgements`, timeoutMs: 90_000 })
    },
    async expectSame(given) {
      const messages = await expectSame({ ...given, tabs })
      if (!members) return messages
      const { room, cookie } = members
      await expectSame({ ...given, room, cookie, tabs: inside, after: first })
      return messages
    },
    async close() {
      silence()
      await Promise.all(tabs.map(tab => tab.close()))
    },
  }
}
