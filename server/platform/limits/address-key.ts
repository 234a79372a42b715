import { isIP, isIPv4, isIPv6 } from 'node:net'
import ipaddr from 'ipaddr.js'

/**
 * The key under which an address counts.
 *
 * - `::ffff:1.2.3.4` (an IPv4 peer of a socket that listens on both families) counts as `1.2.3.4`.
 * - `1.2.3.4:51234` and `[2001:db8::1]:443` count without the port, which differs per connection. Some proxies (Azure
 *   Application Gateway, IIS) write `X-Forwarded-For` like this.
 * - An IPv6 address counts as its /64 network. A provider hands out at least that, so one household or rented server
 *   has 2^64 addresses, and a cap on each would be no cap.
 * - Anything else (a socket path, nothing) counts as itself.
 */
export function addressKey(address: string): string {
  const plain = withoutPort(address).replace(/%.*$/, '')
  if (isIPv4(plain)) return plain
  // Node decides what an address is: the parser takes `1.2.3` for one, too.
  if (!isIPv6(plain)) return address
  const parsed = ipaddr.IPv6.parse(plain)
  if (parsed.isIPv4MappedAddress()) return parsed.toIPv4Address().toString()
  return `${parsed.parts.slice(0, 4).map(part => part.toString(16)).join(':')}::/64`
}

/** Leaves a valid address alone: the last group of an IPv6 address looks like a port. */
function withoutPort(address: string): string {
  return isIP(address) ? address : address.replace(/:\d{1,5}$/, '').replace(/^\[(.*)\]$/, '$1')
}
