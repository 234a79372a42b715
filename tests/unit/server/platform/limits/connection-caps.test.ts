import { describe, expect, it } from 'vitest'
import { createConnectionCaps } from '../../../../../server/platform/limits/connection-caps'

describe('the caps on connections', () => {
  it('refuse one more than an address may have, and accept again after one has ended', () => {
    const caps = createConnectionCaps({ perAddress: 2, total: 10 })
    expect([caps.take('1.1.1.1'), caps.take('1.1.1.1'), caps.take('1.1.1.1')]).toEqual(['ok', 'ok', 'address'])
    expect(caps.take('2.2.2.2')).toBe('ok')
    caps.release('1.1.1.1')
    expect(caps.take('1.1.1.1')).toBe('ok')
  })

  it('refuse every connection when the process is full', () => {
    const caps = createConnectionCaps({ perAddress: 10, total: 2 })
    expect([caps.take('1.1.1.1'), caps.take('2.2.2.2'), caps.take('3.3.3.3')]).toEqual(['ok', 'ok', 'total'])
    caps.release('2.2.2.2')
    expect(caps.take('3.3.3.3')).toBe('ok')
  })

  it('count a whole IPv6 /64, and an IPv4 address in both its forms, as one', () => {
    const caps = createConnectionCaps({ perAddress: 1, total: 10 })
    expect([caps.take('2001:db8::1'), caps.take('2001:db8::2'), caps.take('2001:db8:0:1::1')]).toEqual([
      'ok',
      'address',
      'ok',
    ])
    expect([caps.take('1.2.3.4'), caps.take('::ffff:1.2.3.4')]).toEqual(['ok', 'address'])
    caps.release('2001:db8::ffff')
    expect(caps.take('2001:db8::3')).toBe('ok')
  })

  it('do not count below zero when something is released twice', () => {
    const caps = createConnectionCaps({ perAddress: 1, total: 1 })
    caps.release('1.1.1.1')
    caps.take('1.1.1.1')
    caps.release('1.1.1.1')
    caps.release('1.1.1.1')
    expect([caps.take('1.1.1.1'), caps.take('2.2.2.2')]).toEqual(['ok', 'total'])
  })

  it('do not count what they refused', () => {
    const caps = createConnectionCaps({ perAddress: 1, total: 2 })
    caps.take('1.1.1.1')
    for (let i = 0; i < 10; i++) caps.take('1.1.1.1')
    expect(caps.take('2.2.2.2')).toBe('ok')
  })
})
