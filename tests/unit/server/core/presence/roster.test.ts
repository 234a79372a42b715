import { describe, expect, it } from 'vitest'
import { createRoster } from '../../../../../server/core/presence/roster'

describe('the roster', () => {
  it('says which connection of a person is the first and which the last', () => {
    const roster = createRoster()
    expect(roster.enter('r1', 'ada')).toBe(true)
    expect(roster.enter('r1', 'ada')).toBe(false)
    expect(roster.leave('r1', 'ada')).toBe(false)
    expect(roster.leave('r1', 'ada')).toBe(true)
    expect(roster.enter('r1', 'ada')).toBe(true)
  })

  it('counts people, not connections, each room by itself', () => {
    const roster = createRoster()
    roster.enter('r1', 'ada')
    roster.enter('r1', 'ada')
    roster.enter('r1', 'grace')
    roster.enter('r2', 'ada')
    expect([roster.count('r1'), roster.count('r2'), roster.count('r3')]).toEqual([2, 1, 0])
    expect(roster.users('r1')).toEqual(['ada', 'grace'])
  })

  it('ignores a user who leaves without having come', () => {
    const roster = createRoster()
    expect(roster.leave('r1', 'ada')).toBe(false)
    roster.enter('r1', 'ada')
    expect(roster.leave('r1', 'grace')).toBe(false)
    expect(roster.count('r1')).toBe(1)
  })

  it('keeps nothing of a room that all users left', () => {
    const roster = createRoster()
    roster.enter('r1', 'ada')
    roster.leave('r1', 'ada')
    expect(roster.rooms()).toEqual([])
    expect(roster.has('r1', 'ada')).toBe(false)
  })
})
