import { constants, deflateRawSync } from 'node:zlib'

/**
 * Complete WebSocket frames of a server, ready for the socket (RFC 6455, section 5.2): not masked, not fragmented. A
 * frame for a thousand peers is made once, and the same bytes are written to each.
 */

const FIN = 0x80
const RSV1 = 0x40
const OPCODE = { TEXT: 0x1, PING: 0x9 } as const

/** A frame whose payload is written up to `written`. The rest of its `length` is still to come. */
function begin(opcode: number, length: number, written: number): { readonly out: Buffer, readonly header: number } {
  const header = length < 126 ? 2 : length < 65_536 ? 4 : 10
  const out = Buffer.allocUnsafe(header + written)
  out[0] = FIN | opcode
  if (header === 2) {
    out[1] = length
  }
  else if (header === 4) {
    out[1] = 126
    out.writeUInt16BE(length, 2)
  }
  else {
    out[1] = 127
    out.writeBigUInt64BE(BigInt(length), 2)
  }
  return { out, header }
}

function frame(opcode: number, payload: Buffer): Buffer {
  const { out, header } = begin(opcode, payload.length, payload.length)
  payload.copy(out, header)
  return out
}

/** One text frame. */
export function textFrame(text: string): Buffer {
  return frame(OPCODE.TEXT, Buffer.from(text))
}

/**
 * One text frame in two parts: `start` is for one peer, `rest` is already encoded and shared by many. Write one
 * directly after the other.
 */
export function textFrameParts(start: string, rest: Buffer): [Buffer, Buffer] {
  const startBytes = Buffer.byteLength(start)
  const { out, header } = begin(OPCODE.TEXT, startBytes + rest.length, startBytes)
  out.write(start, header)
  return [out, rest]
}

/** The end of an empty stored block, which RFC 7692, section 7.2.1, leaves out. */
const DEFLATE_TAIL_BYTES = 4

/**
 * One text frame for peers that agreed on permessage-deflate without context takeover (RFC 7692). No peer needs earlier
 * bytes to read it, so the same bytes serve all. The lowest level saves nine tenths of what the highest does on chat.
 */
export function deflatedTextFrame(text: string): Buffer {
  const deflated = deflateRawSync(text, { level: 1, finishFlush: constants.Z_SYNC_FLUSH })
  const out = frame(OPCODE.TEXT, deflated.subarray(0, -DEFLATE_TAIL_BYTES))
  out.writeUInt8(FIN | RSV1 | OPCODE.TEXT, 0)
  return out
}

/** Several text frames in one buffer, for one write. */
export function textFrames(texts: readonly string[]): Buffer {
  const [first] = texts
  return texts.length === 1 && first !== undefined ? textFrame(first) : Buffer.concat(texts.map(textFrame))
}

export const PING_FRAME = frame(OPCODE.PING, Buffer.alloc(0))
