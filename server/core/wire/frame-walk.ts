const FIN = 0x80
const MASKED = 0x80
const OPCODE = 0x0F
const LENGTH = 0x7F

/** Length of a header by its second byte alone. Extended lengths and the mask follow it. */
function headerBytes(second: number): number {
  const length = second & LENGTH
  return 2 + (length === 126 ? 2 : length === 127 ? 8 : 0) + (second & MASKED ? 4 : 0)
}

export interface Walked {
  /** Where the last frame ends: the length of the chunk, unless more frames begin in it than were asked for. */
  readonly end: number
  /** Frames that begin before it. */
  readonly frames: number
  /** Frames without a whole message: pings, pongs, closes, fragments, empty messages. */
  readonly light: number
}

/**
 * Finds the frames in the bytes of a WebSocket client (RFC 6455, section 5.2) by their headers alone, without unmasking
 * or keeping anything. That costs far less than reading them, so frames can be counted first.
 */
export class FrameWalk {
  /** Bytes of the current header that were read. */
  private seen = 0
  private needed = 2
  private first = 0
  private length = 0
  /** Bytes of the payload that are still to come. */
  private payload = 0

  /** Walks over at most `maxFrames` frames that begin in the chunk. */
  walk(chunk: Buffer, maxFrames: number): Walked {
    let frames = 0
    let light = 0
    let at = 0
    while (at < chunk.length) {
      if (this.payload > 0) {
        const here = Math.min(this.payload, chunk.length - at)
        this.payload -= here
        at += here
        continue
      }
      if (this.seen === 0) {
        if (frames === maxFrames) break
        frames++
      }
      if (this.headerByte(chunk[at++] ?? 0) && this.isLight()) light++
    }
    return { end: at, frames, light }
  }

  /** True if the header is complete. */
  private headerByte(byte: number): boolean {
    if (this.seen === 0) {
      this.first = byte
      this.length = 0
    }
    else if (this.seen === 1) {
      this.needed = headerBytes(byte)
      this.length = (byte & LENGTH) < 126 ? byte & LENGTH : 0
    }
    else if (this.seen < this.needed - 4) {
      this.length = this.length * 256 + byte
    }
    if (++this.seen < this.needed) return false
    this.seen = 0
    this.needed = 2
    this.payload = this.length
    return true
  }

  private isLight(): boolean {
    const opcode = this.first & OPCODE
    return opcode >= 8 || opcode === 0 || !(this.first & FIN) || this.length === 0
  }
}
