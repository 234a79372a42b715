import { describe, expect, it } from 'vitest'
import type { LogEntry } from '~/client/room/timeline'
import { UNREAD_COUNT_MAX } from '#shared/limits'
import {
  KNOWN_UNREAD_MAX, countUnread, hearUnread, isExactByNow, isKnownUpTo, learnUnread, recountUnread, unreadCount,
} from '~/client/room/unread'
import { eventAt } from '../support/fake-log'
import { BOB, ME, message, messageEvent, messages } from '../support/setup'

const list = (from: number, to: number, older = from > 1) => ({
  position: { epoch: 'e1', seq: to },
  messages: messages(from, to),
  from,
  older,
})
const count = (...given: Parameters<typeof countUnread>) => unreadCount(countUnread(...given))
const deletion = (seq: number, target: number, author = BOB) =>
  eventAt('channel_1', seq, { type: 'delete', author, target })
const edit = (seq: number, target: number) =>
  eventAt('channel_1', seq, { type: 'edit', author: BOB, target, text: 'other' })
const nothing = (seq: number): LogEntry => ({ type: 'unknown', room: 'channel_1', seq })

describe('countUnread', () => {
  it('is what others wrote above the mark', () => {
    expect(count(list(1, 10), 4, ME.id, null)).toBe(6)
    expect(count({ ...list(1, 6), messages: [message(5, { author: ME }), message(6)] }, 4, ME.id, null)).toBe(1)
  })

  it('does not count places where no message stands', () => {
    expect(count({ ...list(1, 10), messages: [message(5), message(9)] }, 4, ME.id, null)).toBe(2)
  })

  it('is what the server said where the list does not reach down to the mark', () => {
    expect(count(list(951, 1_000), 4, ME.id, 700)).toBe(700)
  })

  it('is what the list says where that reaches down to the mark, whatever was said', () => {
    expect(count(list(1, 10), 4, ME.id, 700)).toBe(6)
  })

  it('counts each place below the list where the number of messages is not known', () => {
    expect(count(list(951, 1_000), 4, ME.id, null)).toBe(996)
  })
})

describe('hearUnread', () => {
  const start = countUnread(list(1, 4), 4, ME.id, null)

  it('counts messages of others, and no other events', () => {
    const heard = hearUnread(
      start,
      [messageEvent(5), messageEvent(6, { author: ME }), edit(7, 5), edit(8, 1), nothing(9)],
      ME.id,
    )
    expect(unreadCount(heard)).toBe(1)
  })

  it('takes off what is deleted, once', () => {
    const heard = hearUnread(start, [messageEvent(5), messageEvent(6), deletion(7, 5)], ME.id)
    expect(unreadCount(heard)).toBe(1)
    expect(unreadCount(hearUnread(heard, [deletion(8, 6)], ME.id))).toBe(0)
  })

  it('takes nothing off for what was read', () => {
    expect(unreadCount(hearUnread(start, [messageEvent(5), deletion(6, 2)], ME.id))).toBe(1)
  })

  // A replay brings a deleted message without its content, and its deletion later.
  it('takes nothing off for what was deleted before it was heard of', () => {
    expect(unreadCount(hearUnread(start, [messageEvent(5), nothing(6), messageEvent(7), deletion(8, 6)], ME.id))).toBe(
      2,
    )
  })

  it('passes over a deletion by another than the author', () => {
    const eve = { id: 'eve', name: 'Eve' }
    expect(unreadCount(hearUnread(start, [messageEvent(5), deletion(6, 5, eve)], ME.id))).toBe(1)
  })

  it('takes off what was only counted', () => {
    const far = countUnread(list(951, 1_000), 4, ME.id, 700)
    expect(unreadCount(hearUnread(far, [deletion(1_001, 10), deletion(1_002, 3), deletion(1_003, 999)], ME.id))).toBe(
      698,
    )
  })

  it('holds no more than so many, and counts on', () => {
    const many = Array.from({ length: 3 * KNOWN_UNREAD_MAX }, (_, index) => messageEvent(5 + index))
    let heard = start
    for (let from = 0; from < many.length; from += 100) heard = hearUnread(heard, many.slice(from, from + 100), ME.id)
    expect(unreadCount(heard)).toBe(many.length)
    expect(heard.known.size).toBeLessThanOrEqual(KNOWN_UNREAD_MAX)
    expect(unreadCount(hearUnread(heard, [deletion(20_000, 5)], ME.id))).toBe(many.length - 1)
  })
})

describe('recountUnread', () => {
  const far = countUnread(list(951, 1_000), 4, ME.id, 700)

  it('is exact again where the mark comes into the list', () => {
    expect(unreadCount(recountUnread(far, list(951, 1_000), 960, ME.id))).toBe(40)
  })

  it('is exact where the list comes down to the mark', () => {
    expect(
      unreadCount(recountUnread(far, { ...list(3, 1_000), messages: [message(3), message(500)] }, 4, ME.id)),
    ).toBe(1)
  })

  it('is at most what can be above a mark that another tab has moved', () => {
    expect(unreadCount(recountUnread(far, list(951, 1_000), 940, ME.id))).toBe(60)
  })

  it('is the same where nothing moved', () => expect(recountUnread(far, list(951, 1_000), 4, ME.id)).toBe(far))
})

describe('a part of the log that is loaded around the mark', () => {
  const newest = list(951, 1_000)
  const far = countUnread(newest, 100, ME.id, 800)
  const part = { messages: messages(51, 150), from: 51, older: true, upTo: 150 }
  const known = learnUnread(far, part, ME.id)

  it('changes nothing of the count, and makes it exact as the mark goes on in it', () => {
    expect(unreadCount(known)).toBe(800)
    expect(unreadCount(recountUnread(known, newest, 110, ME.id))).toBe(790)
    expect(unreadCount(recountUnread(recountUnread(known, newest, 110, ME.id), newest, 150, ME.id))).toBe(750)
    expect([110, 150].map(mark => isKnownUpTo(known, mark))).toEqual([true, true])
  })

  it('is of no use for a mark that goes beyond it, or jumps to it over messages that were only counted', () => {
    expect(isKnownUpTo(known, 151)).toBe(false)
    expect(
      isKnownUpTo(learnUnread(far, { ...part, messages: messages(301, 400), from: 301, upTo: 400 }, ME.id), 350),
    ).toBe(false)
  })

  it('goes on as more of it is loaded', () => {
    const more = learnUnread(known, { ...part, messages: messages(101, 250), from: 101, upTo: 250 }, ME.id)
    expect(unreadCount(recountUnread(more, newest, 250, ME.id))).toBe(650)
  })

  // A page is read after the count: it lacks what was deleted meanwhile, and the deletion comes after the mark has
  // passed.
  it('takes off a deletion that comes later, of a message that is not in it, once', () => {
    const lacking = learnUnread(far, { ...part, messages: part.messages.filter(({ seq }) => seq !== 105) }, ME.id)
    const read = recountUnread(lacking, newest, 110, ME.id)
    const heard = hearUnread(read, [deletion(1_001, 105)], ME.id)
    expect(unreadCount(heard)).toBe(790)
  })

  it('takes off nothing for what was read in it', () => {
    const read = recountUnread(known, newest, 110, ME.id)
    expect(unreadCount(hearUnread(read, [deletion(1_001, 105), deletion(1_002, 99)], ME.id))).toBe(790)
    expect(unreadCount(hearUnread(read, [deletion(1_001, 120), deletion(1_002, 500)], ME.id))).toBe(788)
  })
})

describe('more unread messages than the server counts', () => {
  const newest = list(49_951, 50_000)
  const far = countUnread(newest, 100, ME.id, UNREAD_COUNT_MAX)
  const part = { messages: messages(51, 150), from: 51, older: true, upTo: 150 }

  it('stay so many while they are read from the first one on', () => {
    const read = recountUnread(learnUnread(far, part, ME.id), newest, 150, ME.id)
    expect(unreadCount(read)).toBe(UNREAD_COUNT_MAX)
    expect(isExactByNow(read)).toBe(false)
    expect(unreadCount(hearUnread(read, [deletion(50_001, 120), deletion(50_002, 30_000)], ME.id))).toBe(
      UNREAD_COUNT_MAX,
    )
  })

  it('are asked for once the server counts them all', () => {
    const read = recountUnread(learnUnread(far, { ...part, messages: [], upTo: 45_000 }, ME.id), newest, 45_000, ME.id)
    expect(isExactByNow(read)).toBe(true)
    expect(isExactByNow(countUnread(newest, 45_000, ME.id, 4_900))).toBe(false)
  })
})
