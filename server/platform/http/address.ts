import type { IncomingMessage } from 'node:http'
import proxyAddr from 'proxy-addr'
import { addressKey } from '../limits/address-key'

/**
 * The address that a request comes from. Behind `hops` trusted proxies it is the address that the outermost of them saw
 * (from `X-Forwarded-For`, right to left). With 0 the header is ignored, since any client can write it.
 */
export function clientAddress(request: IncomingMessage, hops: number): string {
  if (hops === 0) return request.socket.remoteAddress ?? 'unknown'
  return proxyAddr(request, (_address, index) => index < hops) ?? 'unknown'
}

/** The address whose limits a request consumes: its own, or the network that counts as one. */
export function limitedAddress(request: IncomingMessage, hops: number): string {
  return addressKey(clientAddress(request, hops))
}
