import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HINTS_MAX, Pending } from '../../../../../server/core/hub/pending'

const item = (seq: number, chars = 10) => ({ seq, json: 'x'.repeat(chars), bytes: chars, text: 'x' })

describe('what is pending in a room', () => {
  it('comes out in order and once, however it is cut into batches', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 300 }), { maxLength: 50 }),
        fc.integer({ min: 1, max: 500 }),
        (sizes, maxBytes) => {
          const pending = new Pending()
          sizes.forEach((size, index) => pending.push(item(index + 1, size), 0))
          const seqs: Array<number | null> = []
          for (let left = sizes.length + 1; left > 0; left--) {
            const { items, more } = pending.take(maxBytes, 0)
            seqs.push(...items.map(({ seq }) => seq))
            expect(more).toBe(pending.itemCount > 0)
            expect(pending.eventCount).toBe(sizes.length - seqs.length)
          }
          expect(seqs).toEqual(sizes.map((_, index) => index + 1))
          expect(pending.bytes).toBe(0)
        },
      ),
    )
  })

  it('keeps the newest hint of each kind, and not more kinds than fit', () => {
    const pending = new Pending()
    for (let kind = 0; kind <= HINTS_MAX; kind++) pending.hint(`faces ${kind}`, `old ${kind}`)
    pending.hint('faces 1', 'new 1')
    const { hints } = pending.take(100, 0)
    expect(hints).toHaveLength(HINTS_MAX)
    expect(hints.slice(-2)).toEqual([`old ${HINTS_MAX}`, 'new 1'])
  })

  it('takes at least one item, however long it is', () => {
    const pending = new Pending()
    pending.push(item(1, 1_000), 0)
    expect(pending.take(10, 0).items).toHaveLength(1)
  })

  it('knows since when its oldest item waits', () => {
    const pending = new Pending()
    pending.push(item(1, 100), 5)
    pending.push(item(2, 100), 9)
    expect(pending.since).toBe(5)
    pending.take(150, 12)
    expect(pending.since).toBe(12)
  })

  it('keeps only the newest hint of a kind', () => {
    const pending = new Pending()
    pending.hint('presence', '1')
    pending.hint('presence', '2')
    pending.hint('typing', '3')
    expect(pending.take(100, 0).hints).toEqual(['2', '3'])
    expect(pending.take(100, 0).hints).toEqual([])
  })
})
