import { DEFLATE_MIN_CHARS } from '../../platform/limits/server-limits'
import { joinEvents } from './encode'
import type { Peer } from '../hub/peer'
import { deflatedTextFrame, textFrame } from './ws-frame'

/** One frame of events, plain and compressed. Each form is made when the first peer needs it, and shared by all. */
export class AppFrame {
  private readonly text: string
  private raw: Buffer | null = null
  private deflated: Buffer | null = null

  constructor(jsons: readonly string[]) {
    this.text = joinEvents(jsons)
  }

  for(peer: Peer): Buffer {
    return peer.deflates && this.text.length >= DEFLATE_MIN_CHARS
      ? this.deflated ??= deflatedTextFrame(this.text)
      : this.raw ??= textFrame(this.text)
  }
}
