import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mergeMessages } from '~/client/room/merge'
import { message } from '../support/setup'

const list = fc.array(fc.integer({ min: 1, max: 50 })).map(seqs => seqs.map(seq => message(seq)))
const merged = (...lists: ReturnType<typeof message>[][]) =>
  lists.reduce<readonly ReturnType<typeof message>[]>((all, one) => mergeMessages(all, one), [])

describe('mergeMessages', () => {
  it('gives each seq once, in order', () => {
    fc.assert(fc.property(list, list, (a, b) => {
      const expected = [...new Set([...a, ...b].map(({ seq }) => seq))].sort((x, y) => x - y)
      expect(merged(a, b).map(({ seq }) => seq)).toEqual(expected)
    }))
  })

  it('is the same whatever the order and however often', () => {
    fc.assert(fc.property(list, list, (a, b) => {
      expect(merged(a, b)).toEqual(merged(b, a, b))
    }))
  })

  it('lets the later version of a message stand, whichever comes first', () => {
    const [first, edited] = [message(1), message(1, { text: 'edited', rev: 7, editedAt: 7 })]
    expect(mergeMessages([first], [edited])).toEqual([edited])
    expect(mergeMessages([edited], [first])).toEqual([edited])
  })

  it('lets the incoming message stand', () => {
    expect(mergeMessages([message(1, { text: 'mine' })], [message(1, { text: 'the log\'s' })])).toMatchObject([
      { text: 'the log\'s' },
    ])
  })
})
