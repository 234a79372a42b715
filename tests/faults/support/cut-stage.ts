import { expect } from 'vitest'
import type { TestApp } from '../../support/app'
import { Tab } from '../../support/chat-client'
import { arm, nameOf, randomCut } from '../../support/cut-plan'
import { expectSame } from '../../support/expect-same'
import { fastClock } from '../../support/fast-clock'
import { startFaultProxy, type FaultProxy } from '../../support/fault-proxy'
import { postForm } from '../../support/plain-client'
import { changeOne, readSome } from '../../support/load'
import type { Random } from '../../support/random'
import { headOf } from '../../support/read-log'
import { newVisitor, type Visitor } from '../../support/visitor'
import { waitFor } from '../../support/wait-for'
import { FakeSignals } from '../../unit/client/support/setup'

const ROOMS = ['channel_1', 'channel_2'] as const
/** Two people; the first has the page open on two devices. */
const DEVICES = 3
const PEOPLE = 2
/** A back-off of half a second takes 25 ms of the test. */
const CLOCK_FACTOR = 20

interface Place { readonly app: TestApp, readonly visitor: Visitor, readonly proxy: FaultProxy }
interface Actor { readonly tab: Tab, readonly signals: FakeSignals, readonly place: Place }

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
  const visitors = await Promise.all(Array.from({ length: PEOPLE }, () => newVisitor(first.url)))
  const places = await Promise.all(Array.from({ length: DEVICES }, async (_, index): Promise<Place> => {
    const [app = first, visitor] = [apps[index % apps.length], visitors[index % PEOPLE]]
    if (!visitor) throw new Error('A device needs a person.')
    return { app, visitor, proxy: await startFaultProxy({ port: app.port, frames: true }) }
  }))

  return {
    cuts,
    async play(random) {
      const heads = await Promise.all(ROOMS.map(room => headOf(first.url, room)))
      const actors = places.map(place => enter(place, random))
      await Promise.all(actors.map(({ tab }) => tab.open()))
      const playing = { on: true }
      for (const { place } of actors) void breakLines(place.proxy, random, playing, cuts)
      try {
        await act(actors, random)
        playing.on = false
        for (const { place } of actors) place.proxy.heal()
        const tabs = actors.map(({ tab }) => tab)
        for (const [index, room] of ROOMS.entries()) await expectSame({ url: first.url, room, tabs, after: heads[index] })
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

function enter(place: Place, random: Random): Actor {
  const signals = new FakeSignals()
  const tab = new Tab({
    visitor: place.visitor,
    url: () => place.app.url,
    wsUrl: () => place.proxy.through(place.app.wsUrl),
    clock: fastClock(CLOCK_FACTOR),
    random: random.next,
    signals,
  })
  return { tab, signals, place }
}

/** Cuts one line after the other, as long as the play goes on. */
async function breakLines(proxy: FaultProxy, random: Random, playing: { readonly on: boolean }, cuts: Map<string, number>): Promise<void> {
  for (let left = random.int(2, 6); left > 0 && playing.on; left--) {
    const cut = randomCut(random)
    await arm(proxy, cut)
    cuts.set(nameOf(cut), (cuts.get(nameOf(cut)) ?? 0) + 1)
  }
}

/** What people do meanwhile. */
async function act(actors: readonly Actor[], random: Random): Promise<void> {
  for (let count = random.int(8, 24); count > 0; count--) {
    const actor = random.pick(actors)
    const { tab, signals, place } = actor
    const what = random.int(1, 20)
    if (what <= 8) tab.send(random.pick(ROOMS), `${tab.user.name} ${tab.sent.length + 1}`)
    else if (what <= 11) changeOne(tab, random.pick(ROOMS), random.int(0, 1_000))
    else if (what <= 12) readSome(tab, random.pick(ROOMS), random.int(0, 1_000))
    else if (what <= 13) await postForm({ url: place.app.url, data: `from a script ${count}`, channel: random.pick(ROOMS) })
    else if (what <= 16) signals.give('wake')
    else if (what <= 17) await tab.reload(random.pick(['leave', 'crash']))
    else await waitFor(() => tab.client.waiting() === 0, { what: 'everything to be sent', timeoutMs: 60_000, intervalMs: 2 })
    expectOrder(tab)
    await turns(random.int(0, 10))
  }
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
