import { CLOSE } from '#shared/close-codes'
import { FRAMES_MAX } from '../../platform/limits/server-limits'
import type { Hub } from '../hub/hub'
import type { Peer } from '../hub/peer'
import { textFrame } from '../wire/ws-frame'
import type { Admission } from './admission'
import { FrameCount } from './frame-count'
import { beginOrClose, type PeerSession } from './peer-session'
import type { Whereabouts } from './whereabouts'

export interface PlainSessionDeps {
  readonly hub: Pick<Hub, 'joinPlain'>
  readonly whereabouts: Pick<Whereabouts, 'greeting'>
}

/** A connection of the plain wire: it listens to one room. */
export class PlainSession implements PeerSession {
  /** Exists once the peer sends: most never do. */
  private frames: FrameCount | null = null

  constructor(
    private readonly peer: Peer,
    private readonly asked: NonNullable<Admission['plain']>,
    private readonly deps: PlainSessionDeps,
  ) {}

  open(): Promise<void> {
    const { peer, asked, deps } = this
    return beginOrClose(peer, async () => {
      if (peer.user) await deps.whereabouts.greeting(peer.user)
      await deps.hub.joinPlain(peer, asked.room, asked.since)
    })
  }

  /** Counts each frame before it waits. */
  answerNow(): boolean {
    const count = (this.frames ??= new FrameCount()).add(performance.now())
    if (count > FRAMES_MAX) this.peer.close(CLOSE.FLOOD)
    return count > FRAMES_MAX
  }

  /** A frame comes back to its sender alone, so that a heartbeat of a client's own has an answer. */
  async receive(text: string): Promise<void> {
    this.peer.write(textFrame(text))
  }
}
