import type { ServerEvent } from '#shared/schemas/frames'
import { encodeEvents } from '../wire/encode'
import type { Peer } from '../hub/peer'
import { textFrame } from '../wire/ws-frame'
import { afterTick } from '../../platform/event-loop/after-tick'

type Ack = Extract<ServerEvent, { type: 'ack' }>

/**
 * Batches acknowledgements. A commit settles many messages in a row, and all acknowledgements of one peer go out in one
 * frame, with one write.
 */
export class Acks {
  private due = new Map<Peer, Ack[]>()
  private readonly flushSoon = afterTick(() => this.flush())

  add(peer: Peer, ack: Ack): void {
    const acks = this.due.get(peer)
    if (acks) acks.push(ack)
    else this.due.set(peer, [ack])
    this.flushSoon()
  }

  private flush(): void {
    const due = this.due
    this.due = new Map()
    for (const [peer, acks] of due) peer.write(textFrame(encodeEvents(...acks)))
  }
}
