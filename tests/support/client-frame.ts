export interface ClientFrame {
  readonly opcode: number
  readonly payload?: string | Buffer
  readonly fin?: boolean
}

/** A mask of zeros, which changes nothing. */
const MASK = Buffer.alloc(4)

/** A masked WebSocket frame as a client writes it (RFC 6455, section 5.2). */
export function clientFrame({ opcode, payload = '', fin = true }: ClientFrame): Buffer {
  const data = Buffer.from(payload)
  const short = data.length < 126 ? data.length : data.length < 65_536 ? 126 : 127
  const length = Buffer.alloc(short === 126 ? 2 : short === 127 ? 8 : 0)
  if (short === 126) length.writeUInt16BE(data.length)
  if (short === 127) length.writeBigUInt64BE(BigInt(data.length))
  return Buffer.concat([Buffer.from([(fin ? 0x80 : 0) | opcode, 0x80 | short]), length, MASK, data])
}
