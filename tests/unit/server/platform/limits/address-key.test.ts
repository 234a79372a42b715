import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addressKey } from '../../../../../server/platform/limits/address-key'

describe('the key of an address', () => {
  it.each([
    ['1.2.3.4', '1.2.3.4'],
    ['::ffff:1.2.3.4', '1.2.3.4'],
    ['::FFFF:1.2.3.4', '1.2.3.4'],
    ['::ffff:102:304', '1.2.3.4'],
    ['0:0:0:0:0:ffff:255.0.128.1', '255.0.128.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['::', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['64:ff9b::1.2.3.4', '64:ff9b:0:0::/64'],
    ['', ''],
    ['not an address', 'not an address'],
    ['1.2.3', '1.2.3'],
    ['203.0.113.7:51234', '203.0.113.7'],
    ['[2001:db8::1]:443', '2001:db8:0:0::/64'],
    ['[2001:db8::1]', '2001:db8:0:0::/64'],
    ['2001:db8:1:2:3:4:5:6:51234', '2001:db8:1:2::/64'],
    ['[::ffff:1.2.3.4]:443', '1.2.3.4'],
    ['[fe80::1%eth0]:443', 'fe80:0:0:0::/64'],
    ['[::1', '[::1'],
    ['[not an address]:443', '[not an address]:443'],
    ['1.2.3:443', '1.2.3:443'],
    ['1.2.3.4:port', '1.2.3.4:port'],
  ])('the key of an address of %s is %s', (address, key) => {
    expect(addressKey(address)).toBe(key)
  })

  // Some proxies (Azure Application Gateway, IIS) name the port too: each connection was an address of its own, without
  // limits and with an author that no retry had again.
  it('is the same whatever port a proxy adds', () => {
    fc.assert(fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), fc.integer({ min: 0, max: 65_535 }), (address, port) => {
      const written = address.includes(':') ? `[${address}]` : address
      expect(addressKey(`${written}:${port}`)).toBe(addressKey(address))
      expect(addressKey(written)).toBe(addressKey(address))
    }))
  })

  it('is its own key', () => {
    fc.assert(fc.property(fc.oneof(fc.ipV4(), fc.ipV6(), fc.string()), (address) => {
      expect(addressKey(addressKey(address))).toBe(addressKey(address))
    }))
  })
})
