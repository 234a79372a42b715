import { afterEach, describe, expect, it, vi } from 'vitest'
import { checkConnections, type ConnectionsCheck } from '../../../../server/app/check-connections'
import type { Principal } from '../../../../server/core/principal'

const ADA: Principal = { id: 'u_ada', name: 'Ada', role: 'member', session: 's_ada' }
const BO: Principal = { id: 'u_bo', name: 'Bo', role: 'moderator', session: 's_bo' }
const GUEST: Principal = { id: 'u_guest', name: 'Quiet Otter' }

let check: ConnectionsCheck | undefined

afterEach(() => check?.stop())

/** Open connections of users, and what the database has of them. Nothing is announced over the bus. */
function setUp(users: Principal[], everyMs = 1_000_000, isCutOff = () => false) {
  const holders = new Map([ADA, BO].map(({ id, name, role = 'guest', session = '' }) => {
    return [session, { person: id, name, role, disabled: false, hidesPresence: false }]
  }))
  const noGuests = new Set<string>()
  const ended: [string, readonly string[] | null][] = []
  const changed: string[] = []
  const hidden = new Set<string>()
  const settings = { reads: 0 }
  check = checkConnections({
    connections: {
      users: () => users,
      endSignIns: (user, ids) => void ended.push([user, ids]),
    },
    signIns: {
      holders: async ids => new Map([...holders].filter(([id]) => ids.includes(id))),
      forget: () => {},
    },
    people: { noGuests: async ids => ids.filter(id => noGuests.has(id)) },
    isHidden: person => hidden.has(person),
    onChanged: person => void changed.push(person),
    refreshSettings: async () => settings.reads++,
    isCutOff,
  }, { everyMs, movesTakeMs: 0 })
  return { check, holders, noGuests, ended, changed, hidden, settings }
}

describe('a word that no process heard', () => {
  it('closes the connections of a sign-in that ended, and no other', async () => {
    const { check, holders, ended, changed } = setUp([ADA, BO, GUEST])
    await check.run()
    expect([ended, changed]).toEqual([[], []])
    holders.delete('s_ada')
    await check.run()
    expect(ended).toEqual([['u_ada', ['s_ada']]])
  })

  it('is found by itself, with the bus up all the time', async () => {
    const { holders, ended, settings } = setUp([ADA], 1)
    holders.delete('s_ada')
    await expect.poll(() => ended).toContainEqual(['u_ada', ['s_ada']])
    expect(settings.reads).toBeGreaterThan(0)
  })

  it('is found twelve times as fast while none can come', () => {
    vi.useFakeTimers()
    let isCutOff = false
    const { settings } = setUp([ADA], 60_000, () => isCutOff)
    vi.advanceTimersByTime(60_000)
    expect(settings.reads).toBe(1)
    isCutOff = true
    vi.advanceTimersByTime(60_000)
    expect(settings.reads).toBe(13)
    vi.useRealTimers()
  })

  it('closes those of an account that was disabled, and of a sign-in that is another user\'s', async () => {
    const { check, holders, ended } = setUp([ADA, BO])
    holders.set('s_ada', { person: 'u_ada', name: 'Ada', role: 'member', disabled: true, hidesPresence: false })
    holders.set('s_bo', { person: 'u_eve', name: 'Eve', role: 'moderator', disabled: false, hidesPresence: false })
    await check.run()
    expect(ended).toEqual([['u_ada', ['s_ada']], ['u_bo', ['s_bo']]])
  })

  it('gives a demoted user the role of now', async () => {
    const { check, holders, ended, changed } = setUp([ADA, BO])
    holders.set('s_bo', { person: 'u_bo', name: 'Bo', role: 'member', disabled: false, hidesPresence: false })
    await check.run()
    expect([ended, changed]).toEqual([[], ['u_bo']])
  })

  it('gives a user who renamed elsewhere the name of now', async () => {
    const { check, holders, ended, changed } = setUp([ADA, BO])
    holders.set('s_ada', { person: 'u_ada', name: 'Countess', role: 'member', disabled: false, hidesPresence: false })
    await check.run()
    expect([ended, changed]).toEqual([[], ['u_ada']])
  })

  it('hides a user who hides where they are since, and shows one who does not any more', async () => {
    const { check, holders, changed, hidden } = setUp([ADA, BO])
    holders.set('s_ada', { person: 'u_ada', name: 'Ada', role: 'member', disabled: false, hidesPresence: true })
    hidden.add('u_bo')
    await check.run()
    expect(changed).toEqual(['u_ada', 'u_bo'])
  })

  it('closes the connection of a guest who became an account elsewhere: the cookie opens nothing any more', async () => {
    const { check, noGuests, ended } = setUp([GUEST])
    noGuests.add('u_guest')
    await check.run()
    expect(ended).toEqual([['u_guest', []]])
  })
})
