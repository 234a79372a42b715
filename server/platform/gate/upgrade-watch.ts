import type { Duplex } from 'node:stream'
import { CLOSE_TIMEOUT_MS, UPGRADE_TIMEOUT_MS } from '../limits/server-limits'

/**
 * From the request for an upgrade until there is a WebSocket, nobody else looks after the TCP socket: an error that nobody hears would end the process,
 * and one that is forgotten would keep its descriptor for ever, since Node leaves it half open when the client ends its side.
 */
const deadlines = new WeakMap<Duplex, NodeJS.Timeout>()

function destroy(this: Duplex): void {
  this.destroy()
}

function unwatch(this: Duplex): void {
  endUpgradeWatch(this)
}

function destroyIn(socket: Duplex, ms: number): void {
  clearTimeout(deadlines.get(socket))
  deadlines.set(socket, setTimeout(() => socket.destroy(), ms).unref())
}

/** Looks after the socket until `endUpgradeWatch`, or until it is closed, which it is in time. */
export function watchUpgrade(socket: Duplex): void {
  socket.on('error', destroy).once('close', unwatch)
  destroyIn(socket, UPGRADE_TIMEOUT_MS)
}

/** The client is only answered: from here on it has no more time than it needs to read that. */
export function hurryUpgradeWatch(socket: Duplex): void {
  destroyIn(socket, CLOSE_TIMEOUT_MS)
}

/** Somebody else looks after the socket now. */
export function endUpgradeWatch(socket: Duplex): void {
  clearTimeout(deadlines.get(socket))
  deadlines.delete(socket)
  socket.off('error', destroy).off('close', unwatch)
}
