import { Receiver } from 'ws'
import type { ClosePolicy } from '#shared/close-codes'
import { serverFrameSchema, type ServerEvent } from '#shared/schemas/frames'
import type { User } from '#shared/schemas/user'
import type { Peer, WireForm } from '../../server/utils/hub/peer'

/** A peer that reads its own frames as a client would, and can stop reading. */
export class RecordingPeer implements Peer {
  readonly rooms = new Set<string>()
  readonly events: ServerEvent[] = []
  readonly texts: string[] = []
  readonly deflates = false
  readonly address = '192.0.2.1'
  writes = 0
  /** Bytes of the longest write. */
  longest = 0
  user: User | null = null
  sealedAt = 0
  closed = false
  policy: ClosePolicy | null = null
  queued = 0
  private readonly receiver = new Receiver({ isServer: false })

  constructor(readonly form: WireForm, readonly person: string) {
    this.receiver.on('message', (data: Buffer) => {
      if (form === 'app') this.events.push(...serverFrameSchema.parse(JSON.parse(data.toString())))
      else this.texts.push(data.toString())
    })
  }

  queuedBytes(): number {
    return this.queued
  }

  write(frames: Buffer): void {
    this.writes++
    this.longest = Math.max(this.longest, frames.length)
    this.receiver.write(frames)
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
