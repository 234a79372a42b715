import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { LogUnavailableError, UnstorableError } from '../../../../../server/core/log/log'
import { MarkKeeper } from '../../../../../server/domain/rooms/mark-keeper'
import type { MarkOf } from '../../../../../server/domain/rooms/reading'

const markOf = (seq: number, room = 'board'): MarkOf => ({ person: 'u_ada', room, seq, generation: 0 })

/** A keeper over a database that may be away. */
function setUp() {
  const stored: MarkOf[] = []
  const database = { error: null as Error | null, tries: 0 }
  const keeper = new MarkKeeper(async (marks) => {
    database.tries++
    if (database.error) throw database.error
    stored.push(...marks)
  })
  return { keeper, stored, database }
}

describe('read marks', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('are stored together, the furthest of each room', async () => {
    const { keeper, stored, database } = setUp()
    for (const mark of [markOf(3), markOf(5), markOf(4), markOf(1, 'sales')]) keeper.add(mark)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(stored).toEqual([markOf(5), markOf(1, 'sales')])
    expect(database.tries).toBe(1)
  })

  // The user read everything on the phone and closed it: no client sends the mark again.
  it('wait for a database that is away, and are stored when it is back, though no client sends them again', async () => {
    const { keeper, stored, database } = setUp()
    database.error = new LogUnavailableError('away')
    keeper.add(markOf(5))
    await vi.advanceTimersByTimeAsync(20_000)
    expect(stored).toEqual([])
    database.error = null
    await vi.advanceTimersByTimeAsync(10_000)
    expect(stored).toEqual([markOf(5)])
  })

  it('do not go back to what was put back, where the user read on meanwhile', async () => {
    const { keeper, stored, database } = setUp()
    database.error = new LogUnavailableError('away')
    keeper.add(markOf(5))
    const saving = keeper.save()
    keeper.add(markOf(7))
    await saving
    database.error = null
    await keeper.save()
    expect(stored).toEqual([markOf(7)])
  })

  it('read marks that can never be stored keep no others waiting', async () => {
    const { keeper, stored, database } = setUp()
    database.error = new UnstorableError('a broken row')
    keeper.add(markOf(5))
    await keeper.save()
    database.error = null
    keeper.add(markOf(1, 'sales'))
    await keeper.save()
    expect(stored).toEqual([markOf(1, 'sales')])
  })
})
