import { writeSync, writevSync } from 'node:fs'
import { Socket } from 'node:net'

/**
 * The number under which the system knows a TCP socket, or null where there is none that may be written to: behind TLS, on Windows, or on a Node
 * that keeps it elsewhere. It is good for as long as the socket is not destroyed.
 */
export function descriptorOf(socket: Socket): number | null {
  if (Object.getPrototypeOf(socket) !== Socket.prototype) return null
  const handle: unknown = Reflect.get(socket, '_handle')
  if (typeof handle !== 'object' || handle === null || !('fd' in handle)) return null
  return typeof handle.fd === 'number' && handle.fd >= 0 ? handle.fd : null
}

/**
 * Gives bytes to the system past the socket's stream, which makes a request object and a callback for each write: an eighth of what a short write costs
 * (measured in turns to 1,000 peers, every other one this way: 7.2 µs a write instead of 8.2). Only when the stream has nothing queued, or the order is lost.
 * @returns how many bytes the system took, 0 where it takes none now or the connection is broken: the stream takes the rest, and tells what is wrong
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
