import { describe, expect, it } from 'vitest'
import type { MemberEvent } from '#shared/events/member'
import { createItemBuilder } from '~/client/room/items'
import { applyHistory } from '~/client/room/history'
import {
  EMPTY_TIMELINE, applyEntries, applyJoined, applyLive, restoredTimeline, trimTimeline,
} from '~/client/room/timeline'
import type { TimelineItem } from '~/client/types'
import { BOB, ME, messageEvent, messages } from '../support/setup'

const CY = { id: 'cy', name: 'Cy' }

function joins(seq: number, over: Partial<MemberEvent> = {}): MemberEvent {
  return { type: 'member', room: 'channel_1', seq, id: `id${seq}`, author: BOB, at: seq, action: 'join', ...over }
}

const list = applyJoined(EMPTY_TIMELINE, {
  epoch: 'e1', head: 4, mode: 'reset', page: [...messages(1, 1), ...messages(3, 3)], notices: [joins(2), joins(4)],
})

/** Messages and lines by their texts, notices by their numbers. */
const shown = (items: readonly TimelineItem[]) =>
  items.map(item => item.kind === 'notice' ? item.events.map(({ seq }) => seq) : item.text)

describe('the notices of a room', () => {
  it('stand at their places between messages and lines from outside', () => {
    const live = applyLive(list, { key: 'l1', at: 0, text: 'outside' })
    const { timeline } = applyEntries(live, [joins(5), messageEvent(6)])
    expect(shown(createItemBuilder()(timeline, [], ME))).toEqual([
      'text 1',
      [2],
      'text 3',
      [4],
      'outside',
      [5],
      'text 6',
    ])
  })

  it('move the position, and come to stand there once however often they come', () => {
    const { timeline, applied } = applyEntries(list, [joins(5), joins(5), joins(4)])
    expect(timeline.position).toEqual({ epoch: 'e1', seq: 5 })
    expect(applied).toHaveLength(1)
    expect(timeline.notices.map(({ seq }) => seq)).toEqual([2, 4, 5])
  })

  it('are one item where one sentence says them, and the same object while nothing changes', () => {
    const add = { action: 'add', person: CY } as const
    const { timeline } = applyEntries(list, [
      joins(5, { author: CY }), joins(6, add), joins(7, add), joins(8, { ...add, author: CY }),
      { ...joins(9), type: 'room', title: 'New' },
    ])
    const build = createItemBuilder()
    const items = build(timeline, [], ME)
    expect(shown(items)).toEqual(['text 1', [2], 'text 3', [4, 5], [6, 7], [8], [9]])
    expect(build({ ...timeline }, [], ME).every((item, index) => item === items[index])).toBe(true)
    const { timeline: later } = applyEntries(timeline, [joins(10)])
    expect(build(later, [], ME)[3]).toBe(items[3])
  })

  it('keep their key while others come to them', () => {
    const build = createItemBuilder()
    const before = build(list, [], ME).at(-1)?.key
    expect(build(applyEntries(list, [joins(5)]).timeline, [], ME).at(-1)?.key).toBe(before)
  })

  it('begin anew with each day', () => {
    const day = 24 * 60 * 60 * 1_000
    const { timeline } = applyEntries(list, [joins(5, { at: 4 + day })])
    expect(shown(createItemBuilder()(timeline, [], ME)).slice(-2)).toEqual([[4], [5]])
  })

  it('show nothing of what a newer version did, and go on behind it', () => {
    const { timeline } = applyEntries(list, [joins(5, { action: 'other' }), messageEvent(6)])
    expect(shown(createItemBuilder()(timeline, [], ME)).slice(-2)).toEqual([[4], 'text 6'])
    expect(timeline.position?.seq).toBe(6)
  })

  it('come with pages of history, and go with what is cut off', () => {
    const page = applyJoined(EMPTY_TIMELINE, {
      epoch: 'e1', head: 12, mode: 'reset', page: messages(10, 11), notices: [joins(12)], older: true,
    })
    const older = {
      room: 'channel_1',
      epoch: 'e1',
      messages: messages(4, 5),
      notices: [joins(6), joins(10)],
      older: true,
    }
    const whole = applyHistory(page, 10, older)
    expect(whole.notices.map(({ seq }) => seq)).toEqual([6, 12])
    expect(trimTimeline(whole, 2).notices.map(({ seq }) => seq)).toEqual([12])
  })

  it('are kept over a reload, and absent where an older version kept nothing of them', () => {
    const position = { epoch: 'e1', seq: 4 }
    expect(
      restoredTimeline({ position, messages: messages(3, 3), notices: [joins(4)], older: true }).notices,
    ).toHaveLength(1)
    expect(restoredTimeline({ position, messages: messages(3, 3), older: true }).notices).toEqual([])
  })
})
