import { describe, expect, it } from 'vitest'
import type { HistoryQuery } from '#shared/schemas/history'
import { readHistory } from '../../../../../server/domain/messages/history'
import { messageEvent } from '../../../../support/events'
import { MemoryLog } from '../../../../support/memory-log'

const ROOM = 'r_team'

/** Forty messages; the twentieth place is a notice. */
function world() {
  const log = new MemoryLog()
  log.add(ROOM, 19)
  const { id, author, at } = messageEvent(20)
  log.store({ type: 'room', room: ROOM, seq: 20, id, author, at, title: 'The team' })
  log.add(ROOM, 20)
  const hub = { heads: async () => [{ epoch: 'e1', lastSeq: 40, firstSeq: 1, access: 0 }] }
  return async (query: HistoryQuery, kind: 'private' | 'channel' = 'private') => {
    const { messages, notices = [], older, newer } = await readHistory({ log, hub }, { id: ROOM, kind }, query)
    return { seqs: messages.map(({ seq }) => seq), notices: notices.map(({ seq }) => seq), older, newer }
  }
}

describe('a page of history', () => {
  it('has messages on both sides of a seq, and says whether the log goes on there', async () => {
    expect(await world()({ around: 18, limit: 6 })).toEqual({
      seqs: [16, 17, 18, 19, 21, 22],
      notices: [20],
      older: true,
      newer: true,
    })
    expect(await world()({ around: 2, limit: 6 })).toMatchObject({ seqs: [1, 2, 3, 4, 5], older: false, newer: true })
    expect(await world()({ around: 39, limit: 4 })).toMatchObject({ seqs: [38, 39, 40], older: true, newer: false })
    expect(await world()({ around: 99, limit: 4 })).toMatchObject({ seqs: [39, 40], older: true, newer: false })
    expect(await world()({ around: 0, limit: 4 })).toMatchObject({ seqs: [1, 2], older: false, newer: true })
  })

  it('has the messages after a seq', async () => {
    expect(await world()({ after: 18, limit: 3 })).toEqual({
      seqs: [19, 21, 22],
      notices: [20],
      older: true,
      newer: true,
    })
    expect(await world()({ after: 0, limit: 2 })).toMatchObject({ seqs: [1, 2], older: false, newer: true })
    expect(await world()({ after: 38, limit: 2 })).toMatchObject({ seqs: [39, 40], older: true, newer: false })
    expect(await world()({ after: 40, limit: 2 })).toMatchObject({ seqs: [], older: true, newer: false })
  })

  it('has the messages before a seq, and the newest without one', async () => {
    expect(await world()({ before: 21, limit: 2 })).toEqual({
      seqs: [18, 19],
      notices: [20],
      older: true,
      newer: undefined,
    })
    expect(await world()({ limit: 2 })).toEqual({ seqs: [39, 40], notices: [], older: true, newer: undefined })
  })

  it('has each notice once, whichever way the pages go', async () => {
    const read = world()
    const [first, second] = [await read({ after: 17, limit: 2 }), await read({ after: 19, limit: 2 })]
    expect([first.notices, second.notices]).toEqual([[], [20]])
    expect((await read({ before: 21, limit: 1 })).notices).toEqual([20])
    expect((await read({ around: 19, limit: 4 }, 'channel')).notices).toEqual([])
  })
})
