import type { Duplex } from 'node:stream'
import { hurryUpgradeWatch } from './upgrade-watch'

function destroy(this: Duplex): void {
  this.destroy()
}

/**
 * Answers an upgrade that is refused with plain HTTP, body and all, so that a script can print why. The descriptor is given back as soon as the system has
 * the answer: a client that never ends its side would keep it, and the limits on connections would limit nothing. The socket must be watched.
 */
export function refuseUpgrade(socket: Duplex, status: 429 | 503, reason: string, retryAfterSeconds: number): void {
  const body = JSON.stringify({ error: { code: 'too_many', message: reason, retryAfterMs: retryAfterSeconds * 1000 } })
  hurryUpgradeWatch(socket)
  socket.once('finish', destroy).end([
    `HTTP/1.1 ${status} ${status === 429 ? 'Too Many Requests' : 'Service Unavailable'}`,
    'Connection: close',
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `Retry-After: ${retryAfterSeconds}`,
    '', body,
  ].join('\r\n'))
}
