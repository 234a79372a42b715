import { isIP, isIPv4, isIPv6 } from 'node:net'

/**
 * What counts as one address.
 *
 * - `::ffff:1.2.3.4`, which is how a socket that listens on both families names an IPv4 peer, is `1.2.3.4`.
 * - `1.2.3.4:51234` and `[2001:db8::1]:443`, which is how some proxies (Azure Application Gateway, IIS) write `X-Forwarded-For`, are without the
 *   port: that is another one for each connection.
 * - An IPv6 address is its /64 network: that is the least a provider hands out, so one household or one rented server has 2^64
 *   addresses to choose from, and a cap on each of them would be no cap.
 * - Anything else (a socket path, nothing) is itself.
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

/** Only of what is no address as it stands: the last group of an IPv6 one looks like a port. */
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

/** The same address with a dotted end (`::ffff:1.2.3.4`) written as two groups. */
function hexOnly(address: string): string {
  const end = address.slice(address.lastIndexOf(':') + 1)
  if (!isIPv4(end)) return address
  const [a = 0, b = 0, c = 0, d = 0] = end.split('.').map(Number)
  return address.slice(0, -end.length) + [(a << 8) + b, (c << 8) + d].map(group => group.toString(16)).join(':')
}
