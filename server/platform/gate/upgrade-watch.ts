import type { Duplex } from 'node:stream'
import { CLOSE_TIMEOUT_MS, UPGRADE_TIMEOUT_MS } from '../limits/server-limits'

/**
 * Deadlines of sockets between an upgrade request and the WebSocket, when no other code watches the TCP socket. An
 * error without a listener would end the process. A forgotten socket would keep its descriptor for ever, since Node
 * leaves it half open when the client ends its side.
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

/** Watches the socket until `endUpgradeWatch`, or closes it after a deadline. */
export function watchUpgrade(socket: Duplex): void {
  socket.on('error', destroy).once('close', unwatch)
  destroyIn(socket, UPGRADE_TIMEOUT_MS)
}

/** Shortens the deadline: the client only has to read the refusal. */
export function hurryUpgradeWatch(socket: Duplex): void {
  destroyIn(socket, CLOSE_TIMEOUT_MS)
}

/** Ends the watch: other code looks after the socket now. */
export function endUpgradeWatch(socket: Duplex): void {
  clearTimeout(deadlines.get(socket))
  deadlines.delete(socket)
  socket.off('error', destroy).off('close', unwatch)
}
