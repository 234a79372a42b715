import { isIP, isIPv4, isIPv6 } from 'node:net'

/**
 * The key under which an address counts.
 *
 * - `::ffff:1.2.3.4` (an IPv4 peer of a socket that listens on both families) counts as `1.2.3.4`.
 * - `1.2.3.4:51234` and `[2001:db8::1]:443` count without the port, which differs per connection. Some proxies (Azure
 *   Application Gateway, IIS) write `X-Forwarded-For` like this.
 * - An IPv6 address counts as its /64 network. A provider hands out at least that, so one household or rented server
 *   has
 *   2^64 addresses, and a cap on each would be no cap.
 * - Anything else (a socket path, nothing) counts as itself.
 */
export function addressKey(address: string): string {
  if (isIPv4(address)) return address
  const plain = withoutPort(address).replace(/%.*$/, '')
  if (!isIPv6(plain)) return isIPv4(plain) ? plain : address
  const groups = expand(plain)
  if (groups.slice(0, 5).every(group => group === 0) && groups[5] === 0xFFFF) {
    return [groups[6], groups[7]].flatMap((group = 0) => [group >> 8, group & 0xFF]).join('.')
  }
  return `${groups.slice(0, 4).map(group => group.toString(16)).join(':')}::/64`
}

/** Leaves a valid address alone: the last group of an IPv6 address looks like a port. */
function withoutPort(address: string): string {
  return isIP(address) ? address : address.replace(/:\d{1,5}$/, '').replace(/^\[(.*)\]$/, '$1')
}

/** The eight groups of a valid IPv6 address. */
function expand(address: string): number[] {
  const [head = '', tail] = hexOnly(address).split('::')
  const before = head.split(':').filter(Boolean)
  const after = (tail ?? '').split(':').filter(Boolean)
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0')
  return [...before, ...zeros, ...after].map(group => Number.parseInt(group, 16))
}

/** Writes a dotted end (`::ffff:1.2.3.4`) as two groups. */
function hexOnly(address: string): string {
  const end = address.slice(address.lastIndexOf(':') + 1)
  if (!isIPv4(end)) return address
  const [a = 0, b = 0, c = 0, d = 0] = end.split('.').map(Number)
  return address.slice(0, -end.length) + [(a << 8) + b, (c << 8) + d].map(group => group.toString(16)).join(':')
}
