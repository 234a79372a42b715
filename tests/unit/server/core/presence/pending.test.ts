import { describe, expect, it } from 'vitest'
import { createPending } from '../../../../../server/core/presence/pending'

describe('the pending changes', () => {
  it('hold each person of a room once, until they are taken', () => {
    const pending = createPending()
    pending.add('r1', 'ada')
    pending.add('r1', 'ada')
    pending.add('r2', 'ada')
    expect(pending.rooms()).toEqual(['r1', 'r2'])
    expect(pending.take('r1')).toEqual(['ada'])
    expect(pending.take('r1')).toEqual([])
    expect(pending.rooms()).toEqual(['r2'])
  })

  it('hold no more than their bound, and take new ones once some were taken', () => {
    const pending = createPending(2)
    pending.add('r1', 'ada')
    pending.add('r1', 'grace')
    pending.add('r2', 'edsger')
    expect(pending.rooms()).toEqual(['r1'])
    pending.take('r1')
    pending.add('r2', 'edsger')
    expect(pending.take('r2')).toEqual(['edsger'])
  })
})
