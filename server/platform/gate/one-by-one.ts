import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

type Handle = () => void

/**
 * Handles the pipelined requests of a connection one after the other: Node hands out all requests of one read at once, 2,400 of them in
 * 64 KiB. Neither browsers nor proxies pipeline, so nobody waits longer by this.
 */
export class OneByOne {
  private readonly waiting = new WeakMap<Socket, Handle[]>()

  /** @param waitingMax requests of one connection that may wait for an earlier one */
  constructor(private readonly waitingMax: number) {}

  /** Handles the request once those before it on its connection were answered. False, and it is never handled, when too many wait. */
  run(socket: Socket, response: ServerResponse, handle: Handle): boolean {
    const waiting = this.waiting.get(socket)
    if (waiting && waiting.length >= this.waitingMax) return false
    response.once('close', () => this.next(socket))
    if (waiting) {
      waiting.push(handle)
      return true
    }
    this.waiting.set(socket, [])
    handle()
    return true
  }

  private next(socket: Socket): void {
    const waiting = this.waiting.get(socket)
    if (!waiting?.length || socket.destroyed) {
      this.waiting.delete(socket)
      return
    }
    const handle = waiting.shift()
    setImmediate(() => handle?.())
  }
}
