import { expect } from 'vitest'
import type { TestApp } from '../../support/app'
import { Tab } from '../../support/chat-client'
import { arm, nameOf, randomCut } from '../../support/cut-plan'
import { expectSame } from '../../support/expect-same'
import { fastClock } from '../../support/fast-clock'
import { startFaultProxy, type FaultProxy } from '../../support/fault-proxy'
import { startMembers } from '../../support/members'
import { postForm } from '../../support/plain-client'
import { changeOne, readSome } from '../../support/load'
import type { Random } from '../../support/random'
import { headOf } from '../../support/read-log'
import { newVisitor, type Visitor } from '../../support/visitor'
import { waitFor } from '../../support/wait-for'
import { FakeSignals } from '../../unit/client/support/setup'

const CHANNELS = ['channel_1', 'channel_2'] as const
/** Two people; the first has the page open on two devices. By turns they are guests, and members of a private room. */
const DEVICES = 3
const PEOPLE = 2
/** A back-off of half a second takes 25 ms of the test. */
const CLOCK_FACTOR = 20

interface Place { readonly app: TestApp, readonly proxy: FaultProxy }
interface Actor { readonly tab: Tab, readonly signals: FakeSignals, readonly place: Place }
interface Cast { readonly people: readonly Visitor[], readonly rooms: readonly string[], readonly cookie?: string }

/** Where the cuts are played: people on one or two processes, each device behind a proxy of its own. */
export interface Stage {
  /**
   * One seed: people send, edit, delete, read and reload while their connections are cut. At the end all must be as if
   * nothing had happened.
   */
  play(random: Random): Promise<void>
  /** How often each cut happened. */
  readonly cuts: ReadonlyMap<string, number>
  close(): Promise<void>
}

export async function openStage(apps: readonly TestApp[]): Promise<Stage> {
  const [first] = apps
  if (!first) throw new Error('A stage needs a process.')
  const cuts = new Map<string, number>()
  const guests: Cast = {
    people: await Promise.all(Array.from({ length: PEOPLE }, () => newVisitor(first.url))),
    rooms: CHANNELS,
  }
  const { accounts, room, cookie } = await startMembers(first.url, PEOPLE)
  const members: Cast = { people: accounts, rooms: [room, CHANNELS[0]], cookie }
  const places = await Promise.all(Array.from({ length: DEVICES }, async (_, index): Promise<Place> => {
    const app = apps[index % apps.length] ?? first
    return { app, proxy: await startFaultProxy({ port: app.port, frames: true }) }
  }))

  return {
    cuts,
    async play(random) {
      const { people, rooms, cookie } = random.seed % 2 === 0 ? guests : members
      const heads = await Promise.all(rooms.map(room => headOf(first.url, room, cookie)))
      const actors = places.map((place, index) => enter(place, people[index % people.length], random))
      await Promise.all(actors.map(({ tab }) => tab.open()))
      const playing = { on: true }
      for (const { place } of actors) void breakLines(place.proxy, random, playing, cuts)
      try {
        await act(actors, rooms, random)
        playing.on = false
        for (const { place } of actors) place.proxy.heal()
        const tabs = actors.map(({ tab }) => tab)
        for (const [index, room] of rooms.entries())
          await expectSame({ url: first.url, room, tabs, after: heads[index], cookie })
      }
      finally {
        playing.on = false
        for (const { place } of actors) place.proxy.heal()
        await Promise.all(actors.map(({ tab }) => tab.close()))
      }
    },
    async close() {
      await Promise.all(places.map(({ proxy }) => proxy.close()))
    },
  }
}

function enter(place: Place, visitor: Visitor | undefined, random: Random): Actor {
  if (!visitor) throw new Error('A device needs a person.')
  const signals = new FakeSignals()
  const tab = new Tab({
    visitor,
    url: () => place.app.url,
    wsUrl: () => place.proxy.through(place.app.wsUrl),
    clock: fastClock(CLOCK_FACTOR),
    random: random.next,
    signals,
  })
  return { tab, signals, place }
}

/** Cuts one line after the other, as long as the play goes on. */
async function breakLines(
  proxy: FaultProxy,
  random: Random,
  playing: { readonly on: boolean },
  cuts: Map<string, number>,
): Promise<void> {
  for (let left = random.int(2, 6); left > 0 && playing.on; left--) {
    const cut = randomCut(random)
    await arm(proxy, cut)
    cuts.set(nameOf(cut), (cuts.get(nameOf(cut)) ?? 0) + 1)
  }
}

/** What people do meanwhile. */
async function act(actors: readonly Actor[], rooms: readonly string[], random: Random): Promise<void> {
  for (let count = random.int(8, 24); count > 0; count--) {
    const actor = random.pick(actors)
    const { tab, signals, place } = actor
    const what = random.int(1, 22)
    // After a crash a private room is there once the server has listed it.
    const room = random.pick(rooms.filter(id => tab.client.room(id).view()))
    if (what <= 8) tab.send(room, `${tab.user.name} ${tab.sent.length + 1}`)
    else if (what <= 11) changeOne(tab, room, random.int(0, 1_000))
    else if (what <= 12) readSome(tab, room, random.int(0, 1_000))
    else if (what <= 13) void tab.client.room(room).markUnread(unreadFrom(tab, room, random.int(0, 10)))
    else if (what <= 14) void tab.client.markAllRead()
    else if (what <= 15)
      await postForm({ url: place.app.url, data: `from a script ${count}`, channel: random.pick(CHANNELS) })
    else if (what <= 18) signals.give('wake')
    else if (what <= 19) await tab.reload(random.pick(['leave', 'crash']))
    else
      await waitFor(() => tab.client.waiting() === 0, {
        what: 'everything to be sent',
        timeoutMs: 60_000,
        intervalMs: 2,
      })
    expectOrder(tab)
    await turns(random.int(0, 10))
  }
}

/** The place of one of the newest messages. */
function unreadFrom({ client }: Tab, room: string, back: number): number {
  return Math.max(1, (client.room(room).position()?.seq ?? 1) - back)
}

/** At every moment a list shows each message once, in order. */
function expectOrder({ client }: Tab): void {
  for (const { items } of client.rooms()) {
    const seqs = items.flatMap(item => item.kind === 'message' ? item.seq ?? [] : [])
    expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b))
    expect(new Set(items.map(item => item.key)).size).toBe(items.length)
  }
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise(resolve => setImmediate(resolve))
}
