import { describe, expect, it } from 'vitest'
import type { TimelineItem, TimelineMessage } from '~/client/types'
import { message as messageOf } from '../message/message'
import { buildRows, firstUnreadIndex, isLoadedUpTo, sameGroup } from '~/components/chat/rows'

const NOON = new Date(2026, 4, 4, 12, 0, 0).getTime()

function message(seq: number, by = 'ada', at = NOON): TimelineMessage {
  return messageOf(seq, {
    clientId: null, author: { id: by, name: by }, mine: by === 'me', at, text: `text ${seq}`,
  })
}

function live(at = NOON): TimelineItem {
  return { kind: 'live', key: 'live', at, text: 'from outside' }
}

describe('sameGroup', () => {
  it('joins what one author said within a minute of the clock', () => {
    expect(sameGroup(message(1, 'ada', NOON), message(2, 'ada', NOON + 59_999))).toBe(true)
  })

  it('parts minutes, authors and lines from outside', () => {
    expect(sameGroup(message(1, 'ada', NOON + 59_000), message(2, 'ada', NOON + 60_000))).toBe(false)
    expect(sameGroup(message(1), message(2, 'lin'))).toBe(false)
    expect(sameGroup(message(1), live())).toBe(false)
  })
})

describe('buildRows', () => {
  it('gives a group one head and one tail', () => {
    const rows = buildRows([message(1), message(2), message(3), message(4, 'lin')], 0, 4, -1)
    expect(rows.map(({ head, tail }) => [head, tail])).toEqual([
      [true, false],
      [false, false],
      [false, true],
      [true, true],
    ])
  })

  it('names a day above its first message only', () => {
    const yesterday = NOON - 24 * 3_600_000
    const rows = buildRows([message(1, 'ada', yesterday), message(2, 'ada', yesterday), message(3)], 0, 3, -1)
    expect(rows.map(row => row.day)).toEqual([yesterday, null, NOON])
  })

  it('starts a new group after midnight, also within one minute', () => {
    const midnight = new Date(2026, 4, 5).getTime()
    const rows = buildRows([message(1, 'ada', midnight - 1), message(2, 'ada', midnight)], 0, 2, -1)
    expect(rows[1]).toMatchObject({ head: true, day: midnight })
  })

  it('decides the first row of a window by the item before it, which is not shown', () => {
    expect(buildRows([message(1), message(2), message(3)], 1, 3, -1)[0]).toMatchObject({
      key: 'm2',
      head: false,
      day: null,
    })
  })

  it('cuts a group at the line of what is new', () => {
    const rows = buildRows([message(1), message(2)], 0, 2, 1)
    expect(rows.map(({ head, tail, unread }) => [head, tail, unread])).toEqual([
      [true, true, false],
      [true, true, true],
    ])
  })
})

describe('firstUnreadIndex', () => {
  it('stands above the first message of another user after the last one read', () => {
    expect(firstUnreadIndex([message(1), message(2, 'me'), message(3, 'lin')], 1, false)).toBe(2)
  })

  it('is nowhere when all was read, or nothing is known of an earlier visit', () => {
    expect(firstUnreadIndex([message(1)], 1, false)).toBe(-1)
    expect(firstUnreadIndex([message(1)], null, false)).toBe(-1)
  })

  it('waits until the last message read is loaded, since more that is new may stand above', () => {
    expect(firstUnreadIndex([message(8), message(9)], 5, true)).toBe(-1)
    expect(firstUnreadIndex([message(8), message(9)], 5, false)).toBe(0)
  })
})

describe('a list that reaches back to what was read', () => {
  it('has a message that was read, or is the whole of the room', () => {
    expect(isLoadedUpTo([message(5), message(8)], 5, true)).toBe(true)
    expect(isLoadedUpTo([message(8)], 5, true)).toBe(false)
    expect(isLoadedUpTo([], 5, false)).toBe(true)
  })
})
