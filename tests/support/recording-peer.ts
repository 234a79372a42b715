import { Receiver } from 'ws'
import type { ClosePolicy } from '#shared/close-codes'
import type { ServerEvent } from '#shared/schemas/frames'
import type { User } from '#shared/schemas/user'
import { parseServerFrame } from '../../client/wire/parse'
import type { Peer, Wire } from '../../server/core/hub/peer'

/** A peer that reads its own frames as a client would, and can stop reading. */
export class RecordingPeer implements Peer {
  readonly rooms = new Set<string>()
  readonly events: ServerEvent[] = []
  readonly texts: string[] = []
  /** `seq` of log events of a kind that is not known here. */
  readonly passed: number[] = []
  readonly deflates = false
  address = '192.0.2.1'
  writes = 0
  /** Bytes of the longest write. */
  longest = 0
  user: User | null = null
  sealedAt = 0
  closed = false
  policy: ClosePolicy | null = null
  queued = 0
  private readonly receiver = new Receiver({ isServer: false })

  constructor(readonly wire: Wire, readonly person: string) {
    this.receiver.on('message', (data: Buffer) => {
      if (wire === 'app') this.read(data.toString())
      else this.texts.push(data.toString())
    })
  }

  private read(frame: string): void {
    const { events, ignored } = parseServerFrame(frame)
    if (ignored > 0) throw new Error(`A frame was not understood: ${frame.slice(0, 200)}`)
    for (const event of events) {
      if (event.type === 'unknown') this.passed.push(event.seq)
      else this.events.push(event)
    }
  }

  queuedBytes(): number {
    return this.queued
  }

  write(...parts: readonly Buffer[]): void {
    const [first = Buffer.alloc(0)] = parts
    const frames = parts.length === 1 ? first : Buffer.concat(parts)
    this.writes++
    this.longest = Math.max(this.longest, frames.length)
    this.receiver.write(frames)
  }

  hint(frame: Buffer): void {
    this.write(frame)
  }

  async drained(): Promise<void> {}

  close(policy: ClosePolicy): void {
    this.closed = true
    this.policy = policy
  }

  /** `seq` of every log event in the order in which it came. */
  seqs(room: string): number[] {
    return this.events.flatMap(event => event.type === 'message' && event.room === room ? [event.seq] : [])
  }

  last<T extends ServerEvent['type']>(type: T): Extract<ServerEvent, { type: T }> | undefined {
    return this.events.filter((event): event is Extract<ServerEvent, { type: T }> => event.type === type).at(-1)
  }
}
