import { describe, expect, it } from 'vitest'
import { JoinBudget } from '../../../../../server/core/peers/join-budget'
import { JOIN_WAIT_MAX_MS, PEER_JOIN_BYTES } from '../../../../../server/platform/limits/server-limits'

const ADDRESS = '192.0.2.1'

function budget(addressWaitMs = 0) {
  const charged: [address: string, bytes: number][] = []
  const joins = new JoinBudget({
    consume(kind, address, cost = 1) {
      if (kind === 'bytes' && cost > 0) charged.push([address, cost])
      return addressWaitMs
    },
  }, ADDRESS)
  return { joins, charged }
}

describe('the joins of a connection', () => {
  it('wait for nothing while little was answered', () => {
    const { joins } = budget()
    joins.pay(false, 10)
    expect([joins.waitMs(true), joins.waitMs(false)]).toEqual([0, 0])
  })

  it('are refused when repeated ones were answered too much; a first one is answered all the same', () => {
    const { joins } = budget()
    joins.pay(false, 3 * PEER_JOIN_BYTES)
    expect(() => joins.waitMs(false)).toThrow(expect.objectContaining({ code: 'rate_limited' }))
    expect(joins.waitMs(true)).toBe(0)
  })

  it('cost the connection nothing when they are first ones, and the address their bytes in any case', () => {
    const { joins, charged } = budget()
    joins.pay(true, 10 * PEER_JOIN_BYTES)
    joins.pay(false, 1)
    expect(joins.waitMs(false)).toBe(0)
    expect(charged).toEqual([[ADDRESS, 10 * PEER_JOIN_BYTES], [ADDRESS, 1]])
  })

  it('wait for an address that was answered too much: a first one no longer than the longest wait', () => {
    const { joins } = budget(JOIN_WAIT_MAX_MS + 1)
    expect(joins.waitMs(true)).toBe(JOIN_WAIT_MAX_MS)
    expect(() => joins.waitMs(false)).toThrow(expect.objectContaining({ retryAfterMs: JOIN_WAIT_MAX_MS + 1 }))
    expect(budget(5).joins.waitMs(false)).toBe(5)
  })
})
