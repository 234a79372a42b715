import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Typing } from '../../../../../server/core/presence/typing'

const ADA = { id: 'u_ada', name: 'Ada' }
const BO = { id: 'u_bo', name: 'Bo' }

let lists: { at: number, names: string[] }[] = []
let typing: Typing

beforeEach(() => {
  vi.useFakeTimers()
  lists = []
  typing = new Typing((_room, users) => {
    lists.push({ at: performance.now(), names: users.map(({ name }) => name) })
  })
})

afterEach(() => {
  typing.close()
  vi.useRealTimers()
})

describe('who types', () => {
  it('does not include a user who was put out of the room, from that moment on', () => {
    typing.heard('board', ADA, false)
    typing.heard('board', BO, false)
    typing.out('board', BO.id)
    expect(lists.at(-1)?.names).not.toContain('Bo')
    vi.advanceTimersByTime(1_000)
    expect(lists.at(-1)?.names).toEqual(['Ada'])
    expect(lists.length).toBeGreaterThan(1)
    typing.out('board', 'u_nobody')
    typing.out('nowhere', ADA.id)
    expect(lists.at(-1)?.names).toEqual(['Ada'])
  })

  it.each([0, 100, 400, 499, 500, 900, 999])(
    'is empty within six seconds after the last report of a user whose stop is lost, %i ms after the clock ticked',
    (offset) => {
      typing.heard('other', BO, false) // its timer runs already
      vi.advanceTimersByTime(offset)
      for (let times = 0; times < 4; times++) {
        typing.heard('board', ADA, false)
        vi.advanceTimersByTime(times < 3 ? 3_000 : 0)
      }
      // Bo stops just before Ada is forgotten: the list was published in this second.
      const heardAt = performance.now()
      vi.advanceTimersByTime(3_990)
      typing.heard('board', BO, false)
      typing.heard('board', BO, true)
      vi.advanceTimersByTime(20_000)
      const ofBoard = lists.filter(({ at }) => at >= heardAt)
      expect(ofBoard.at(-1)?.names).toEqual([])
      expect((ofBoard.at(-1)?.at ?? 0) - heardAt).toBeLessThan(6_000)
    },
  )

  it('is published again with each report of a client that repeats it every three seconds, or a little earlier', () => {
    for (let times = 0; times < 4; times++) {
      typing.heard('board', ADA, false)
      vi.advanceTimersByTime(2_900)
    }
    expect(lists.map(({ names }) => names)).toEqual([['Ada'], ['Ada'], ['Ada'], ['Ada']])
  })
})
