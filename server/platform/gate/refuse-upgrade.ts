import type { Duplex } from 'node:stream'
import { hurryUpgradeWatch } from './upgrade-watch'

function destroy(this: Duplex): void {
  this.destroy()
}

/**
 * Refuses an upgrade with a plain HTTP answer, so that a script can print the reason. Closes the descriptor as soon as
 * the system has the answer: otherwise a client that never ends its side would keep it, and caps on connections would
 * cap nothing. The socket must be watched (upgrade-watch.ts).
 */
export function refuseUpgrade(socket: Duplex, status: 429 | 503, message: string, retryAfterSeconds: number): void {
  const body = JSON.stringify({ error: { code: 'too_many', message, retryAfterMs: retryAfterSeconds * 1000 } })
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
