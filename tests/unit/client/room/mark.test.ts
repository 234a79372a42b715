import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatMark, mergeMarks, parseMark, readUpTo, unreadFrom } from '~/client/room/mark'

const mark = (seq: number, epoch = 'e1') => ({ epoch, seq })

describe('readUpTo', () => {
  it('only grows, and not above the head', () => {
    expect(readUpTo(mark(4), 3, 10).seq).toBe(4)
    expect(readUpTo(mark(4), 7, 10).seq).toBe(7)
    expect(readUpTo(mark(4), 70, 10).seq).toBe(10)
  })
})

describe('mergeMarks', () => {
  it('takes the further one', () => {
    expect(mergeMarks(mark(4), mark(6), mark(10))).toEqual(mark(6))
    expect(mergeMarks(null, mark(6), mark(10))).toEqual(mark(6))
    expect(mergeMarks(null, null, mark(10))).toBeNull()
  })

  it('takes that of the later generation, though it lies further back', () => {
    const back = unreadFrom(mark(6), 3)
    expect(back).toEqual({ ...mark(2), generation: 1 })
    expect(mergeMarks(mark(9), back, mark(10))).toEqual(back)
    expect(mergeMarks(back, mark(9), mark(10))).toEqual(back)
    expect(mergeMarks(readUpTo(back, 5, 10), back, mark(10))).toEqual({ ...mark(5), generation: 1 })
  })

  it('brings a mark of an older log below the head of the new one', () => {
    expect(mergeMarks(mark(500, 'e0'), null, mark(300))).toEqual(mark(300))
    expect(mergeMarks(mark(200, 'e0'), null, mark(300))).toEqual(mark(200))
  })

  it('comes to the same mark on two devices that read and inform each other in any order', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.boolean(), fc.nat(100), fc.boolean())), (steps) => {
      let [left, right] = [mark(0), mark(0)]
      const head = mark(100)
      for (const [isLeft, seq, tell] of steps) {
        if (isLeft) left = readUpTo(left, seq, head.seq)
        else right = readUpTo(right, seq, head.seq)
        if (tell && isLeft) right = mergeMarks(right, left, head) ?? right
        if (tell && !isLeft) left = mergeMarks(left, right, head) ?? left
      }
      const furthest = Math.max(0, ...steps.map(([, seq]) => seq))
      expect(mergeMarks(left, right, head)).toEqual(mark(furthest))
      expect(mergeMarks(right, left, head)).toEqual(mark(furthest))
    }))
  })
})

describe('parseMark', () => {
  it('reads what formatMark wrote', () => expect(parseMark(formatMark(mark(5)))).toEqual(mark(5)))
  it.each([null, '', '{', '7', '{"epoch":"e1","seq":-1}', '{"epoch":"","seq":1}'])('gives nothing for %j', text =>
    expect(parseMark(text)).toBeNull(),
  )
})
