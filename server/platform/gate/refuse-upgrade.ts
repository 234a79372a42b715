import type { Duplex } from 'node:stream'
import { hurryUpgradeWatch } from './upgrade-watch'

const TITLES = { 400: 'Bad Request', 429: 'Too Many Requests', 503: 'Service Unavailable' } as const

function destroy(this: Duplex): void {
  this.destroy()
}

/**
 * Refuses an upgrade with a plain HTTP answer, so that a script can print the reason. Closes the descriptor as soon as
 * the system has the answer: otherwise a client that never ends its side would keep it, and caps on connections would
 * cap nothing. The socket must be watched (upgrade-watch.ts).
 */
export function refuseUpgrade(
  socket: Duplex, status: keyof typeof TITLES, message: string, waitSeconds?: number,
): void {
  const retryAfterMs = waitSeconds === undefined ? undefined : waitSeconds * 1000
  const body = JSON.stringify({ error: { code: status === 400 ? 'invalid' : 'too_many', message, retryAfterMs } })
  hurryUpgradeWatch(socket)
  socket.once('finish', destroy).end([
    `HTTP/1.1 ${status} ${TITLES[status]}`,
    'Connection: close',
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...(waitSeconds === undefined ? [] : [`Retry-After: ${waitSeconds}`]),
    '', body,
  ].join('\r\n'))
}
