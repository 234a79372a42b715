import { describe, expect, it } from 'vitest'
import type { TimelineItem } from '~/client/types'
import { message as messageOf } from '../message/message'
import { countLive, lastSeq } from '~/components/chat/new-messages'

function message(key: string, seq: number | null, mine = false): TimelineItem {
  return messageOf(seq, { key, mine, state: seq === null ? 'sending' : 'sent' })
}
const live: TimelineItem = { kind: 'live', key: 'live', at: 0, text: 'x' }

describe('countLive', () => {
  it('counts the lines from outside after the last entry that was seen', () => {
    expect(countLive([live, message('a', 1), message('b', 2), { ...live, key: 'live 2' }], 'a')).toBe(1)
  })

  it('is 0 when nothing was marked as seen, or the mark is gone', () => {
    expect(countLive([message('a', 1), live], null)).toBe(0)
    expect(countLive([message('a', 1), live], 'gone')).toBe(0)
  })
})

describe('lastSeq', () => {
  it('passes over what is not in the log', () => {
    expect(lastSeq([message('a', 1), message('b', 2), live, message('c', null, true)])).toBe(2)
  })

  it('is null while nothing came from the log', () => {
    expect(lastSeq([live])).toBeNull()
    expect(lastSeq([])).toBeNull()
  })
})
