import { describe, expect, it, vi } from 'vitest'
import { loadConfig } from '../../../../../../server/platform/config/load'
import { createAddressRates, rateOf } from '../../../../../../server/platform/limits/address-rates/address-rates'
import { RefusalReport } from '../../../../../../server/platform/limits/address-rates/refusal-report'

const HOME = '192.0.2.1'

function rates(env: Record<string, string>) {
  const report = new RefusalReport(() => {})
  const add = vi.spyOn(report, 'add')
  const clock = { now: 0 }
  return { add, clock, rates: createAddressRates(loadConfig(env), report, () => clock.now) }
}

describe('the rates per address', () => {
  it('refuse what is above them, say how long, count the refusal, and leave other kinds and addresses alone', () => {
    const { rates: own, add, clock } = rates({ ADDRESS_RATES: 'page=2/10' })
    expect([own.consume('page', HOME), own.consume('page', HOME), own.consume('page', HOME)]).toEqual([0, 0, 5_000])
    expect(add.mock.calls).toEqual([['page', HOME]])
    expect(own.consume('history', HOME)).toBe(0)
    expect(own.consume('page', '198.51.100.7')).toBe(0)
    clock.now = 5_000
    expect(own.consume('page', HOME)).toBe(0)
  })

  it('do not count who only asks', () => {
    const { rates: own, add } = rates({ ADDRESS_RATES: 'bytes=1/10' })
    own.consume('bytes', HOME, 1_000)
    expect(own.consume('bytes', HOME, 0)).toBeGreaterThan(0)
    expect(add).not.toHaveBeenCalled()
  })

  it.each([
    [{}, 'page', { amount: 400, seconds: 10 }],
    [{}, 'bytes', { amount: 65_536_000, seconds: 10 }],
    [{}, 'history', { amount: 600, seconds: 10 }],
    [{}, 'post', { amount: 2_000, seconds: 10 }],
    [{ MAX_CONNECTIONS_PER_ADDRESS: '1' }, 'page', { amount: 50, seconds: 10 }],
    [{ MAX_CONNECTIONS_PER_ADDRESS: '1000' }, 'upgrade', { amount: 4_000, seconds: 10 }],
    [{ RATE_LIMIT: '500/5' }, 'post', { amount: 20_000, seconds: 10 }],
    [{ RATE_LIMIT: '60/10' }, 'history', { amount: 1_200, seconds: 10 }],
    [{ RATE_LIMIT: 'off' }, 'post', null],
    [{ RATE_LIMIT: 'off' }, 'history', null],
    [{ RATE_LIMIT: 'off' }, 'page', { amount: 400, seconds: 10 }],
    [{ RATE_LIMIT: 'off', ADDRESS_RATES: 'post=9/1' }, 'post', { amount: 9, seconds: 1 }],
    [{ ADDRESS_RATES: 'frame=off' }, 'frame', null],
    [{ ADDRESS_RATES: 'off' }, 'other', null],
  ] as const)('the rates per address with %o are, of %s, %o', (env, kind, expected) => {
    expect(rateOf(kind, loadConfig(env))).toEqual(expected)
  })
})
