import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LogEvent } from '#shared/events'
import { QuietRoom } from '../../../../../server/core/hub/quiet-room'

const author = (id: string) => ({ id, name: id })
const marks = (seq: number, by: string) => ({
  room: 'r',
  seq,
  id: `e${seq}`,
  clientId: `c${seq}`,
  author: author(by),
  at: seq,
})
const message = (seq: number, by = 'bob', text = 'hello'): LogEvent => ({ type: 'message', ...marks(seq, by), text })
const edit = (seq: number, target: number): LogEvent => ({ type: 'edit', ...marks(seq, 'bob'), target, text: 'hi' })
const remove = (seq: number, target: number): LogEvent => ({ type: 'delete', ...marks(seq, 'bob'), target })

function roomWith(...events: LogEvent[]): QuietRoom<string> {
  const room = new QuietRoom<string>()
  room.hear(events)
  return room
}

describe('what came in a room that a client does not show', () => {
  it('is the new head, and how many messages of others came since the last report', () => {
    const room = roomWith(message(4), message(5, 'ada'), edit(6, 4), message(7))
    expect(room.since(3, 'ada')).toMatchObject({ from: 3, head: 7, others: 2 })
    expect(room.since(5, 'ada')).toMatchObject({ from: 5, head: 7, others: 1 })
    expect(room.since(7, 'ada')).toBeNull()
  })

  it('is not known where events are missing, or where one may be deleted that was counted', () => {
    expect(roomWith(message(5)).since(3, 'ada')).toBe('unsure')
    expect(roomWith(message(4), message(6)).since(3, 'ada')).toBe('unsure')
    expect(roomWith(message(4), remove(5, 2)).since(3, 'ada')).toBe('unsure')
  })

  it('is the newest message, in one line, where it is another one or was edited', () => {
    const room = roomWith(message(4), message(5, 'bob', 'a'.repeat(4_000)))
    const came = room.since(3, 'ada')
    expect(came).toMatchObject({ last: { seq: 5, author: { name: 'bob' } } })
    expect(JSON.stringify(came).length).toBeLessThan(400)
    room.forget()
    room.hear([edit(6, 5), edit(7, 4)])
    expect(room.since(5, 'ada')).toMatchObject({ head: 7, others: 0, last: { seq: 5, text: 'hi', rev: 6 } })
    expect(room.since(6, 'ada')).toEqual({ from: 6, head: 7, others: 0 })
  })

  it('counts an event of a kind that this build does not know as none of a user', () => {
    const unknown: LogEvent = { type: 'unknown', kind: 'poll', room: 'r', seq: 4, author: author('bob'), at: 1 }
    expect(roomWith(unknown, message(5)).since(3, 'ada')).toMatchObject({ from: 3, head: 5, others: 1 })
  })

  it('is the same in whatever order and however often events come', () => {
    const events = Array.from({ length: 8 }, (_, index) => message(4 + index, index % 3 ? 'bob' : 'ada'))
    fc.assert(fc.property(fc.shuffledSubarray([...events, ...events], { minLength: 16 }), (shuffled) => {
      expect(roomWith(...shuffled).since(3, 'ada')).toMatchObject({ from: 3, head: 11, others: 5, last: { seq: 11 } })
    }))
  })
})
