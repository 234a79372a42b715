import { expect } from 'vitest'
import type { TestApp } from '../../support/app'
import { Tab } from '../../support/chat-client'
import { arm, nameOf, randomCut } from '../../support/cut-plan'
import { expectSame } from '../../support/expect-same'
import { fastClock } from '../../support/fast-clock'
import { startFaultProxy, type FaultProxy } from '../../support/fault-proxy'
import { postForm } from '../../support/plain-client'
import type { Random } from '../../support/random'
import { headOf } from '../../support/read-log'
import { newVisitor, type Visitor } from '../../support/visitor'
import { waitFor } from '../../support/wait-for'
import { FakeSignals } from '../../unit/composables/chat/support/setup'

const ROOM = 'channel_1'
const PEOPLE = 2
/** A back-off of half a second takes 25 ms of the test. */
const CLOCK_FACTOR = 20

interface Place { readonly app: TestApp, readonly visitor: Visitor, readonly proxy: FaultProxy }
interface Actor { readonly tab: Tab, readonly signals: FakeSignals, readonly place: Place }

/** Where the cuts are played: people on one or two processes, each behind a proxy of their own. */
export interface Stage {
  /** One seed: people talk and reload while their connections are cut. At the end all must be as if nothing had happened. */
  play(random: Random): Promise<void>
  /** How often each cut happened. */
  readonly cuts: ReadonlyMap<string, number>
  close(): Promise<void>
}

export async function openStage(apps: readonly TestApp[]): Promise<Stage> {
  const [first] = apps
  if (!first) throw new Error('A stage needs a process.')
  const cuts = new Map<string, number>()
  const places = await Promise.all(Array.from({ length: PEOPLE }, async (_, index): Promise<Place> => {
    const app = apps[index % apps.length] ?? first
    return { app, visitor: await newVisitor(app.url), proxy: await startFaultProxy({ port: app.port, frames: true }) }
  }))
  const shown = places.map(({ visitor }) => visitor.session.user.id)
  expect(new Set(shown).size).toBe(PEOPLE)

  return {
    cuts,
    async play(random) {
      const after = await headOf(first.url, ROOM)
      const actors = places.map(place => enter(place, random))
      await Promise.all(actors.map(({ tab }) => tab.open()))
      const playing = { on: true }
      for (const { place } of actors) void breakLines(place.proxy, random, playing, cuts)
      try {
        await act(actors, random)
        playing.on = false
        for (const { place } of actors) place.proxy.heal()
        await expectSame({ url: first.url, room: ROOM, tabs: actors.map(({ tab }) => tab), after })
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
    if (what <= 11) tab.send(ROOM, `${tab.user.name} ${tab.sent.length + 1}`)
    else if (what <= 13) await postForm({ url: place.app.url, data: `from a script ${count}`, channel: ROOM })
    else if (what <= 16) signals.give('wake')
    else if (what <= 17) await tab.reload(random.pick(['leave', 'crash']))
    else await waitFor(() => tab.client.waiting() === 0, { what: 'everything to be sent', timeoutMs: 60_000, intervalMs: 2 })
    expectOrder(tab)
    await turns(random.int(0, 10))
  }
}

/** At every moment a list shows each message once, in order. */
function expectOrder({ client }: Tab): void {
  const items = client.room(ROOM)?.items ?? []
  const seqs = items.flatMap(item => item.kind === 'message' ? item.seq ?? [] : [])
  expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b))
  expect(new Set(items.map(item => item.key)).size).toBe(items.length)
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise(resolve => setImmediate(resolve))
}
