import { setTimeout as sleep } from 'node:timers/promises'
import type { LogEvent } from '#shared/events'
import {
  JOIN_WAIT_MAX_MS, REPLAY_PIECE_BYTES, STREAM_EVENT_BYTES, STREAM_PAGE, STREAM_READS_MAX,
} from '../../platform/limits/server-limits'
import type { Log } from '../log/log'
import { encodeLogEvent } from '../wire/encode'
import type { Peer } from './peer'
import type { HubRoom } from './room'
import { Semaphore } from './semaphore'
import type { StepQueue } from './step-queue'
import { textFrames } from '../wire/ws-frame'

/**
 * Gives plain peers the events before those in memory, straight from the log. A page is read when the peer has read the
 * one before. Few pages are read at a time, and the step queue serves each piece.
 */
export class LogStream {
  private readonly reads = new Semaphore(STREAM_READS_MAX)

  /** @param charge for written bytes; gives how long the next page must wait, in ms */
  constructor(
    private readonly log: Pick<Log, 'after'>,
    private readonly steps: StepQueue,
    private readonly charge: (peer: Peer, bytes: number) => number,
  ) {}

  /**
   * Writes the texts after `at`, until memory holds the next event or the peer is gone. Gives the `seq` up to which the
   * peer has everything.
   * @throws LogUnavailableError
   */
  async upToMemory(room: HubRoom, peer: Peer, at: number): Promise<number> {
    let reached = at
    while (!peer.closed && reached < room.recent.from) {
      await peer.drained()
      // Before the read, too: one who connects again and again pays for the pages of before.
      await this.pay(peer, 0)
      if (peer.closed) return reached
      const events = await this.reads.run(() => this.log.after(room.id, reached, STREAM_PAGE))
      this.charge(peer, events.length * STREAM_EVENT_BYTES)
      // The room itself delivers what the log has beyond `written`.
      const page = events.filter(event => event.seq <= room.written)
      for (const piece of pieces(page)) {
        await peer.drained()
        await this.steps.run(peer, () => peer.write(textFrames(piece.texts)))
        await this.pay(peer, piece.bytes)
      }
      // An empty page before memory begins means that retention removed the events between.
      reached = page.at(-1)?.seq ?? room.recent.from
    }
    return reached
  }

  /** Charges the peer's address for bytes, and waits as long as it must. */
  private async pay(peer: Peer, bytes: number): Promise<void> {
    const waitMs = this.charge(peer, bytes)
    if (waitMs > 0) await sleep(Math.min(waitMs, JOIN_WAIT_MAX_MS))
  }
}

interface Piece {
  readonly texts: string[]
  bytes: number
}

/** Texts in order, cut where a write would become too long. */
function pieces(events: readonly LogEvent[]): Piece[] {
  const all: Piece[] = []
  let last: Piece | undefined
  for (const { text, bytes } of events.map(encodeLogEvent)) {
    if (text === null) continue
    if (!last || last.bytes + bytes > REPLAY_PIECE_BYTES) {
      last = { texts: [], bytes: 0 }
      all.push(last)
    }
    last.texts.push(text)
    last.bytes += bytes
  }
  return all
}
