import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

type Handle = () => void

/**
 * Handles the pipelined requests of a connection one after the other. Node emits all requests of one read at once: up
 * to 2,400 in 64 KiB. Neither browsers nor proxies pipeline, so this delays no real client.
 */
export class OneByOne {
  private readonly waiting = new WeakMap<Socket, Handle[]>()

  /** @param waitingMax requests of one connection that may wait for an earlier one */
  constructor(private readonly waitingMax: number) {}

  /**
   * Handles the request once the earlier ones of its connection are answered. Returns false, and never handles it, when
   * too many wait.
   */
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
