/** A piece of a stream that is forwarded whole: one WebSocket frame, or other bytes. */
export interface Unit {
  readonly bytes: Buffer
  /** The text of the message that this frame completes. */
  readonly text?: string
}

interface Frame {
  /** Length of header and payload, in bytes. */
  readonly size: number
  readonly final: boolean
  readonly opcode: number
  /** Unmasked. */
  readonly payload: Buffer
}

const CONTINUATION = 0
const TEXT = 1
const CONTROL = 8
const HEAD_END = '\r\n\r\n'

/** Parses the frame at the start of `bytes` (RFC 6455, 5.2); null if it is incomplete. Without extensions. */
export function readFrame(bytes: Buffer): Frame | null {
  if (bytes.length < 2) return null
  const first = bytes.readUInt8(0)
  const second = bytes.readUInt8(1)
  const short = second & 0x7F
  const lengthBytes = short === 126 ? 2 : short === 127 ? 8 : 0
  const masked = (second & 0x80) !== 0
  const start = 2 + lengthBytes + (masked ? 4 : 0)
  if (bytes.length < start) return null
  const longer = () => lengthBytes === 2 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2))
  const length = lengthBytes === 0 ? short : longer()
  if (bytes.length < start + length) return null
  const payload = Buffer.from(bytes.subarray(start, start + length))
  if (masked) {
    const mask = bytes.subarray(start - 4, start)
    payload.forEach((byte, i) => payload.writeUInt8(byte ^ mask.readUInt8(i % 4), i))
  }
  return { size: start + length, final: (first & 0x80) !== 0, opcode: first & 0x0F, payload }
}

/** Joins fragments of text messages; control frames may come between them. */
function createTextGatherer(): (frame: Frame) => string | undefined {
  let parts: Buffer[] | null = null
  return ({ opcode, payload, final }) => {
    if (opcode >= CONTROL) return undefined
    if (opcode !== CONTINUATION) parts = opcode === TEXT ? [] : null
    parts?.push(payload)
    if (!final || parts === null) return undefined
    const text = Buffer.concat(parts).toString()
    parts = null
    return text
  }
}

/**
 * Splits one direction of a connection into units: first the HTTP head, then one unit per frame. After the head of
 * another protocol all bytes pass unparsed. Incomplete frames are kept until the rest arrives.
 */
export function createFrameSplitter(): (chunk: Buffer) => Unit[] {
  let rest = Buffer.alloc(0)
  let stage: 'head' | 'frames' | 'raw' = 'head'
  const gather = createTextGatherer()

  function takeHead(): Unit[] {
    const end = rest.indexOf(HEAD_END)
    if (end === -1) return []
    const bytes = rest.subarray(0, end + HEAD_END.length)
    rest = rest.subarray(bytes.length)
    stage = /^upgrade:\s*websocket/im.test(bytes.toString('latin1')) ? 'frames' : 'raw'
    return [{ bytes }, ...takeRest()]
  }

  function takeFrames(): Unit[] {
    const units: Unit[] = []
    for (let frame = readFrame(rest); frame; frame = readFrame(rest)) {
      units.push({ bytes: rest.subarray(0, frame.size), text: gather(frame) })
      rest = rest.subarray(frame.size)
    }
    return units
  }

  function takeRest(): Unit[] {
    if (stage === 'head') return takeHead()
    if (stage === 'frames') return takeFrames()
    const bytes = rest
    rest = Buffer.alloc(0)
    return bytes.length > 0 ? [{ bytes }] : []
  }

  return (chunk) => {
    rest = Buffer.concat([rest, chunk])
    return takeRest()
  }
}
