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
    expect(linkedIndex(items, seq, older)).toBe(index)
  })

  it('is not known while nothing is loaded, and nowhere in a room without messages', () => {
    expect(linkedIndex([], 5, true)).toBeNull()
    expect(linkedIndex([], 5, false)).toBe(-1)
  })
})
