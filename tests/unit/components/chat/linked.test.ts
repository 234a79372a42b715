import { describe, expect, it } from 'vitest'
import { linkedIndex } from '~/components/chat/linked'
import { message } from '../message/message'

const items = [message(10), message(12), message(15), message(null)]

describe('the place of the message that an address names', () => {
  it.each([
    [12, false, 1],
    [13, false, 2],
    [99, false, 2],
    [3, false, 0],
    [3, true, null],
    [10, true, 0],
  ])('%i, with older messages above: %s, is %j', (seq, older, index) => {
    expect(linkedIndex(items, seq, { older, newer: false })).toBe(index)
  })

  it('may stand below what is loaded, too', () => {
    expect(linkedIndex(items, 99, { older: true, newer: true })).toBeNull()
    expect(linkedIndex(items, 15, { older: true, newer: true })).toBe(2)
  })

  it('is not known while nothing is loaded, and nowhere in a room without messages', () => {
    expect(linkedIndex([], 5, { older: true, newer: false })).toBeNull()
    expect(linkedIndex([], 5, { older: false, newer: false })).toBe(-1)
  })
})
