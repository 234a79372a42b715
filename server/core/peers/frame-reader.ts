import type { Socket } from 'node:net'
import type { WebSocket } from 'ws'
import { FRAMES_PER_TICK, READ_YIELD_BYTES } from '../../platform/limits/server-limits'
import { FrameWalk } from '../wire/frame-walk'

type Listener = (chunk: Buffer) => void

function isListener(value: unknown): value is Listener {
  return typeof value === 'function'
}

/** Counts frames before they are read. False if there were too many: then they are not read. */
export type Admit = (frames: number, light: number) => boolean

/**
 * Stands between a socket and the `ws` that reads it. `ws` parses everything that one read of the socket brought: 64
 * KiB may hold 11,000 frames. The reader counts them first, and gives `ws` a limited number per tick; meanwhile the
 * socket is not read.
 */
export class FrameReader {
  private readonly walk = new FrameWalk()
  private held: Buffer | null = null
  /** Waits for the next tick. */
  private waiting = false
  /** The peer paused reading. */
  private paused = false

  private constructor(
    private readonly ws: WebSocket,
    private readonly parse: Listener,
    private readonly admit: Admit,
  ) {}

  /** Replaces the listener by which `ws` reads the socket. */
  static attach(ws: WebSocket, socket: Socket, admit: Admit): FrameReader {
    const listener = socket.listeners('data').find(isListener)
    if (!listener) return new FrameReader(ws, () => {}, admit)
    const isRead = () => socket.listenerCount('data', listener) > 0
    const reader = new FrameReader(ws, chunk => void (isRead() && Reflect.apply(listener, socket, [chunk])), admit)
    // `ws` stops reading by removing its own listener. Node finds a listener that stands for another by this property,
    // as with `once`.
    socket.off('data', listener).on(
      'data',
      Object.assign((chunk: Buffer) => reader.take(chunk), { listener }),
    )
    return reader
  }

  pause(): void {
    this.paused = true
    this.ws.pause()
  }

  resume(): void {
    this.paused = false
    this.goOn()
  }

  private take(chunk: Buffer): void {
    if (this.waiting || this.paused) this.held = this.held ? Buffer.concat([this.held, chunk]) : chunk
    else this.read(chunk)
  }

  private read(chunk: Buffer): void {
    const { end, frames, light } = this.walk.walk(chunk, FRAMES_PER_TICK)
    if (!this.admit(frames, light)) {
      this.held = null
      this.paused = true
      this.ws.pause()
      return
    }
    if (end < chunk.length || chunk.length >= READ_YIELD_BYTES) this.waitForTick()
    if (end < chunk.length) this.held = chunk.subarray(end)
    this.parse(end < chunk.length ? chunk.subarray(0, end) : chunk)
  }

  private waitForTick(): void {
    this.waiting = true
    this.ws.pause()
    setImmediate(() => {
      this.waiting = false
      this.goOn()
    })
  }

  private goOn(): void {
    if (this.waiting || this.paused) return
    const { held } = this
    this.held = null
    if (held) this.read(held)
    if (!this.waiting && !this.paused) this.ws.resume()
  }
}
