import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LogEvent } from '#shared/events'
import { QuietRoom } from '../../../../../server/core/hub/quiet-room'

const author = (id: string) => ({ id, name: id })
const marks = (seq: number, by: string) => ({ room: 'r', seq, id: `e${seq}`, clientId: `c${seq}`, author: author(by), at: seq })
const message = (seq: number, by = 'bob'): LogEvent => ({ type: 'message', ...marks(seq, by), text: 'hello' })
const edit = (seq: number, target: number): LogEvent => ({ type: 'edit', ...marks(seq, 'bob'), target, text: 'hi' })
const remove = (seq: number, target: number): LogEvent => ({ type: 'delete', ...marks(seq, 'bob'), target })

function roomWith(...events: LogEvent[]): QuietRoom<string> {
  const room = new QuietRoom<string>()
  room.hear(events)
  return room
}

describe('what came in a room that a client does not show', () => {
  it('is the new head, and how many messages of others came since the client was told', () => {
    const room = roomWith(message(4), message(5, 'ada'), edit(6, 4), message(7))
    expect(room.since(3, 'ada')).toEqual({ from: 3, head: 7, others: 2 })
    expect(room.since(5, 'ada')).toEqual({ from: 5, head: 7, others: 1 })
    expect(room.since(7, 'ada')).toBeNull()
  })

  it('is not known where events are missing, or where one may be deleted that was counted', () => {
    expect(roomWith(message(5)).since(3, 'ada')).toBe('unsure')
    expect(roomWith(message(4), message(6)).since(3, 'ada')).toBe('unsure')
    expect(roomWith(message(4), remove(5, 2)).since(3, 'ada')).toBe('unsure')
  })

  it('counts an event of a kind that this build does not know as none of a user', () => {
    const unknown: LogEvent = { type: 'unknown', kind: 'poll', room: 'r', seq: 4, author: author('bob'), at: 1 }
    expect(roomWith(unknown, message(5)).since(3, 'ada')).toEqual({ from: 3, head: 5, others: 1 })
  })

  it('is the same in whatever order and however often events come', () => {
    const events = Array.from({ length: 8 }, (_, index) => message(4 + index, index % 3 ? 'bob' : 'ada'))
    fc.assert(fc.property(fc.shuffledSubarray([...events, ...events], { minLength: 16 }), (shuffled) => {
      expect(roomWith(...shuffled).since(3, 'ada')).toEqual({ from: 3, head: 11, others: 5 })
    }))
  })
})
