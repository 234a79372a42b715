import { describe, expect, it, vi } from 'vitest'
import type { Query } from '../../../../../server/core/log/sql'
import { withUnwritten } from '../../../../../server/core/log/unwritten'
import { editEvent, messageEvents } from '../../../../support/events'

const page = () => messageEvents(3, 5).map(({ type: _, ...message }) => message)

function row({ target, text, ...event }: ReturnType<typeof editEvent>) {
  const { id, room, seq, at, author, type: kind } = event
  const body = JSON.stringify({ id, text })
  return { room, seq, kind, author_id: author.id, author_name: author.name, client_id: null, at, body, target }
}

describe('changes whose effect is not in the table of messages', () => {
  it('are read for no page while there is no such kind', async () => {
    const query = vi.fn<Query>()
    const messages = page()
    expect(await withUnwritten(query, messages)).toBe(messages)
    expect(query).not.toHaveBeenCalled()
  })

  it('are read once for a page, and applied to its messages by the reducer', async () => {
    const query = vi.fn<Query>(async () => [row(editEvent(8, 4, 'newest')), row(editEvent(7, 4)), row(editEvent(6, 3))])
    const read = await withUnwritten(query, page(), ['edit'])
    expect(read.map(({ text }) => text)).toEqual(['edit 6', 'newest', 'text 5'])
    expect(query).toHaveBeenCalledExactlyOnceWith(expect.stringContaining(`kind IN ('edit')`), ['channel_1', 3, 5])
  })

  it('are not looked for beside an empty page', async () => {
    const query = vi.fn<Query>()
    expect(await withUnwritten(query, [], ['edit'])).toEqual([])
    expect(query).not.toHaveBeenCalled()
  })
})
