import { writeSync, writevSync } from 'node:fs'
import { Socket } from 'node:net'

/**
 * The descriptor of a TCP socket, or null if there is none to write to: behind TLS, on Windows, or on a Node that keeps
 * it elsewhere. Valid until the socket is destroyed.
 */
export function descriptorOf(socket: Socket): number | null {
  if (Object.getPrototypeOf(socket) !== Socket.prototype) return null
  const handle: unknown = Reflect.get(socket, '_handle')
  if (typeof handle !== 'object' || handle === null || !('fd' in handle)) return null
  return typeof handle.fd === 'number' && handle.fd >= 0 ? handle.fd : null
}

/**
 * Writes to the system past the socket's stream, which makes a request object and a callback per write. That is an
 * eighth of the cost of a short write: 7.2 µs instead of 8.2, measured in batches to 1,000 peers, every other one this
 * way. Only while the stream has nothing queued; otherwise the order is lost.
 * @returns the number of written bytes; 0 if the system takes none now or the connection is broken. The stream takes
 * the rest, and reports errors
 */
export function writeNow(descriptor: number, parts: readonly Buffer[]): number {
  const [first] = parts
  try {
    return parts.length === 1 && first ? writeSync(descriptor, first) : writevSync(descriptor, parts)
  }
  catch {
    return 0
  }
}
