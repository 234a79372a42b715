import { describe, expect, it, vi } from 'vitest'
import type { LogDamagedError } from '../../../../../server/core/log/log'
import { createReads } from '../../../../../server/core/log/reads'
import { MESSAGES_AFTER } from '../../../../../server/core/log/sql'

const author = { author_id: 'u1', author_name: 'Ada' }
const unedited = { rev: null, edited_at: null, mentions: null }
const row = (seq: number) =>
  ({ room: 'a', seq, id: `m${seq}`, ...author, client_id: null, at: seq, text: `message ${seq}`, ...unedited })

/** A table of twenty messages of which some can't be understood. */
function tableWith(damaged: readonly number[]) {
  const rows = Array.from({ length: 20 }, (_, i) =>
    damaged.includes(i + 1) ? { ...row(i + 1), author_name: 7 } : row(i + 1),
  )
  const onDamaged = vi.fn<(error: LogDamagedError) => void>()
  const reads = createReads(async (sql, [, place, limit]) => sql === MESSAGES_AFTER
    ? rows.filter(({ seq }) => seq > Number(place)).slice(0, Number(limit))
    : rows.filter(({ seq }) => seq < Number(place)).slice(-Number(limit)), onDamaged)
  return { reads, left: () => onDamaged.mock.calls.map(([{ message }]) => /\d+/.exec(message)?.[0]) }
}

describe('a page of messages with damaged rows', () => {
  it('has the messages around them, is full, and reports each of them', async () => {
    const { reads, left } = tableWith([13, 18, 19])
    expect((await reads.before('a', null, 10)).map(({ seq }) => seq)).toEqual([8, 9, 10, 11, 12, 14, 15, 16, 17, 20])
    expect(left()).toEqual(['13', '18', '19'])
  })

  it('is full downwards, too, and ends at the end of the room', async () => {
    const { reads, left } = tableWith([3, 4, 20])
    expect((await reads.messagesAfter('a', 1, 4)).map(({ seq }) => seq)).toEqual([2, 5, 6, 7])
    expect((await reads.messagesAfter('a', 16, 10)).map(({ seq }) => seq)).toEqual([17, 18, 19])
    expect(left()).toEqual(['3', '4', '20'])
  })

  it('ends at the beginning of the room, whatever is damaged', async () => {
    expect((await tableWith([1, 2]).reads.before('a', null, 30)).map(({ seq }) => seq)).toEqual(
      Array.from({ length: 18 }, (_, i) => i + 3),
    )
    expect(await tableWith(Array.from({ length: 20 }, (_, i) => i + 1)).reads.before('a', null, 5)).toEqual([])
  })
})
