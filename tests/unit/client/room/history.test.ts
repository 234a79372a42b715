import { describe, expect, it } from 'vitest'
import { applyHistory, olderThan } from '~/client/room/history'
import { EMPTY_TIMELINE, applyChanges, applyJoined, type Timeline } from '~/client/room/timeline'
import { BOB, messages } from '../support/setup'

const list: Timeline = applyJoined(EMPTY_TIMELINE, {
  epoch: 'e1',
  head: 100,
  mode: 'reset',
  page: messages(51, 100),
  older: true,
})
const page = { room: 'channel_1', epoch: 'e1', messages: messages(1, 50), older: false }

describe('olderThan', () => {
  it('is the first message of the list', () => expect(olderThan(list)).toBe(51))
  it('is the place after the position when the page has no message', () => {
    expect(
      olderThan(applyJoined(EMPTY_TIMELINE, { epoch: 'e1', head: 100, mode: 'reset', page: [], older: true })),
    ).toBe(101)
  })
  it('is where the list began, though its first message was deleted', () => {
    const deletion = { type: 'delete', room: 'channel_1', seq: 101, id: 'd', author: BOB, at: 101, target: 51 } as const
    expect(olderThan(applyChanges(list, [deletion]))).toBe(51)
  })
  it('is null when nothing is older', () => expect(olderThan({ ...list, older: false })).toBeNull())
  it('is null when nothing is known', () => expect(olderThan({ ...EMPTY_TIMELINE, older: true })).toBeNull())
})

describe('applyHistory', () => {
  it('puts the page on top', () => {
    const next = applyHistory(list, 51, page)
    expect(next.messages.map(({ seq }) => seq)).toEqual(messages(1, 100).map(({ seq }) => seq))
    expect(next).toMatchObject({ older: false, position: { seq: 100 } })
  })

  it('is the same when the page comes twice', () => {
    const once = applyHistory(list, 51, page)
    expect(applyHistory(once, 51, page)).toBe(once)
  })

  it('drops a page of another epoch', () => {
    expect(applyHistory(list, 51, { ...page, epoch: 'e0' })).toBe(list)
  })

  it('drops a page that would leave a gap, since the list was replaced while it was on its way', () => {
    const replaced = applyJoined(list, {
      epoch: 'e1',
      head: 5_000,
      mode: 'reset',
      page: messages(4_951, 5_000),
      older: true,
    })
    expect(applyHistory(replaced, 51, page)).toBe(replaced)
  })

  it('believes that there is nothing older when an empty page claims otherwise', () => {
    expect(applyHistory(list, 51, { ...page, messages: [], older: true }).older).toBe(false)
  })
})
