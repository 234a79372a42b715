import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { serverOffset } from '~/client/connection/server-clock'

const HOUR_MS = 3_600_000

describe('the offset of the server\'s clock', () => {
  it('takes half of the round trip for the way of the answer', () => {
    expect(serverOffset(null, { server: 10_000, device: 10_040, roundTripMs: 80 })).toBe(0)
    expect(serverOffset(null, { server: 26 * HOUR_MS, device: 0, roundTripMs: 100 })).toBe(26 * HOUR_MS + 50)
  })

  it('stays while the readings allow it, however long an answer took', () => {
    expect(serverOffset(7, { server: 10_000, device: 10_000, roundTripMs: 20 })).toBe(7)
    expect(serverOffset(7, { server: 10_000, device: 12_500, roundTripMs: 5_000 })).toBe(7)
  })

  it('follows a clock that was set', () => {
    expect(serverOffset(0, { server: 10_000, device: 10_000 + HOUR_MS, roundTripMs: 20 })).toBe(10 - HOUR_MS)
  })

  it('is never further from the truth than the round trip', () => {
    const readings = fc.array(fc.record({ sinceMs: fc.nat(60_000), thereMs: fc.nat(2_000), backMs: fc.nat(2_000) }), {
      minLength: 1,
    })
    fc.assert(fc.property(fc.integer({ min: -30 * HOUR_MS, max: 30 * HOUR_MS }), readings, (truth, all) => {
      let device = 1_700_000_000_000
      let offset: number | null = null
      for (const { sinceMs, thereMs, backMs } of all) {
        device += sinceMs + thereMs + backMs
        offset = serverOffset(offset, { server: device - backMs + truth, device, roundTripMs: thereMs + backMs })
        expect(Math.abs(offset - truth)).toBeLessThanOrEqual(thereMs + backMs)
      }
    }))
  })
})
