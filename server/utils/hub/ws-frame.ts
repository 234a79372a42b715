/**
 * Complete WebSocket frames of a server, ready for the socket (RFC 6455, section 5.2): not masked, not fragmented, not compressed.
 * A frame for a thousand receivers is made once and the same bytes are written to each of them.
 */

const FIN = 0x80
const OPCODE = { TEXT: 0x1, PING: 0x9 } as const

function frame(opcode: number, payload: Buffer): Buffer {
  const length = payload.length
  const header = length < 126 ? 2 : length < 65_536 ? 4 : 10
  const out = Buffer.allocUnsafe(header + length)
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
  payload.copy(out, header)
  return out
}

/** One text frame. */
export function textFrame(text: string): Buffer {
  return frame(OPCODE.TEXT, Buffer.from(text))
}

/** Several text frames, one after the other, in one buffer for one write. */
export function textFrames(texts: readonly string[]): Buffer {
  const [first] = texts
  return texts.length === 1 && first !== undefined ? textFrame(first) : Buffer.concat(texts.map(textFrame))
}

export const PING_FRAME = frame(OPCODE.PING, Buffer.alloc(0))
