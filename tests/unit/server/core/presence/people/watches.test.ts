import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ServerEvent } from '#shared/schemas/frames'
import type { Whereabouts } from '~~/server/core/presence/people/people-presence'
import { Watches } from '~~/server/core/presence/people/watches'
import { RecordingPeer } from '~~/tests/support/recording-peer'

const MINUTE = 60_000

function setUp() {
  const here = new Map<string, Whereabouts>([['ada', 'online'], ['grace', 'away']])
  const seenAt = new Map([['ada', 5 * MINUTE], ['edsger', 3 * MINUTE]])
  const told: { peer: RecordingPeer, event: ServerEvent }[] = []
  const reads: string[][] = []
  let changed: (people: readonly string[]) => void = () => {}
  const watches = new Watches({
    presence: {
      async read(people) {
        reads.push([...people])
        return new Map([...here].filter(([person]) => people.includes(person)))
      },
      onChange: listener => void (changed = listener),
    },
    lastSeen: async people => new Map([...seenAt].filter(([person]) => people.includes(person))),
    send: (peer, event) => peer instanceof RecordingPeer && told.push({ peer, event }),
  })
  const of = (peer: RecordingPeer) =>
    told.flatMap(one => one.peer === peer && one.event.type === 'people' ? one.event.people : [])
  const change = (person: string, where: Whereabouts | null) => {
    if (where) here.set(person, where)
    else here.delete(person)
    changed([person])
  }
  return { watches, here, reads, told, of, change, peer: () => new RecordingPeer('app', 'u_me') }
}

beforeEach(() => void vi.useFakeTimers({ now: 10 * MINUTE + 1_234 }))
afterEach(() => void vi.useRealTimers())

describe('a peer that watches users', () => {
  it('gets where all of them are, then what changes', async () => {
    const { watches, of, change, peer } = setUp()
    const me = peer()
    watches.watch(me, ['ada', 'grace', 'edsger', 'nobody'])
    await vi.advanceTimersByTimeAsync(100)
    expect(of(me)).toEqual([
      { id: 'ada', state: 'online' }, { id: 'grace', state: 'away' },
      { id: 'edsger', state: 'offline', lastSeenAt: 3 * MINUTE }, { id: 'nobody', state: 'offline' },
    ])
    change('grace', 'online')
    await vi.advanceTimersByTimeAsync(1_100)
    expect(of(me).slice(4)).toEqual([{ id: 'grace', state: 'online' }])
    watches.close()
  })

  it('sees that a user was here until this minute, though nothing newer is stored', async () => {
    const { watches, of, change, peer } = setUp()
    const me = peer()
    watches.watch(me, ['ada'])
    await vi.advanceTimersByTimeAsync(100)
    change('ada', null)
    await vi.advanceTimersByTimeAsync(1_100)
    expect(of(me).at(-1)).toEqual({ id: 'ada', state: 'offline', lastSeenAt: 10 * MINUTE })
    watches.close()
  })

  it('notices without a word who vanished with their process', async () => {
    const { watches, here, of, peer } = setUp()
    const me = peer()
    watches.watch(me, ['grace'])
    await vi.advanceTimersByTimeAsync(100)
    here.delete('grace')
    await vi.advanceTimersByTimeAsync(9_100)
    expect(of(me).at(-1)).toEqual({ id: 'grace', state: 'offline' })
    watches.close()
  })

  it('gets what is known at once, and once', async () => {
    const { watches, of, peer } = setUp()
    const [me, other] = [peer(), peer()]
    watches.watch(me, ['ada'])
    await vi.advanceTimersByTimeAsync(100)
    watches.watch(other, ['ada'])
    await vi.advanceTimersByTimeAsync(20_000)
    expect([of(me), of(other)]).toEqual([[{ id: 'ada', state: 'online' }], [{ id: 'ada', state: 'online' }]])
    watches.close()
  })

  it('gets nothing of users whom it does not watch, and users without watchers are not read', async () => {
    const { watches, reads, told, change, peer } = setUp()
    const me = peer()
    watches.watch(me, ['ada', 'grace'])
    await vi.advanceTimersByTimeAsync(100)
    watches.watch(me, ['grace'])
    const [before, count] = [reads.length, told.length]
    change('ada', 'away')
    await vi.advanceTimersByTimeAsync(20_000)
    expect(reads.slice(before).flat()).not.toContain('ada')
    watches.drop(me)
    change('grace', 'online')
    const left = reads.length
    await vi.advanceTimersByTimeAsync(60_000)
    expect(reads).toHaveLength(left)
    expect(told).toHaveLength(count)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('gets many changes in one frame per second', async () => {
    const { watches, told, change, peer } = setUp()
    watches.watch(peer(), ['ada', 'grace'])
    await vi.advanceTimersByTimeAsync(100)
    const before = told.length
    for (let count = 0; count < 50; count++) {
      change('ada', count % 2 ? 'online' : 'away')
      change('grace', count % 2 ? 'away' : 'online')
      await vi.advanceTimersByTimeAsync(100)
    }
    expect(told.length - before).toBeLessThanOrEqual(6)
    watches.close()
  })
})
