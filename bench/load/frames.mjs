// @ts-check

/** Parts of WebSocket frames (RFC 6455, section 5.2) that a counting client needs. */

export const OPCODE = { TEXT: 0x1, CLOSE: 0x8, PONG: 0xA }

/** Bit of a frame's first byte: its payload is compressed (RFC 7692, section 6). */
const RSV1 = 0x40

/** Index of the event's type in the text of an app frame, `[{"type":"message"…`. */
const KIND_AT = 10

/**
 * A client's frame. Masked with zeros, which is allowed and leaves the payload as it is.
 * @param {number} opcode
 * @param {string} text
 */
export function clientFrame(opcode, text) {
  const payload = Buffer.from(text)
  const small = payload.length < 126
  const frame = Buffer.alloc((small ? 6 : 8) + payload.length)
  frame[0] = 0x80 | opcode
  frame[1] = 0x80 | (small ? payload.length : 126)
  if (!small) frame.writeUInt16BE(payload.length, 2)
  payload.copy(frame, small ? 6 : 8)
  return frame
}

/**
 * @param {Uint8Array} bytes
 * @param {number} at start of a frame
 * @returns {{ head: number, length: number } | null} bytes of head and payload; null if the head is incomplete
 */
function readHead(bytes, at) {
  const left = bytes.length - at
  if (left < 2) return null
  const short = (bytes[at + 1] ?? 0) & 0x7F
  const head = short < 126 ? 2 : short === 126 ? 4 : 10
  if (left < head) return null
  let length = short
  if (head > 2) {
    length = 0
    for (let i = at + 2; i < at + head; i++) length = length * 256 + (bytes[i] ?? 0)
  }
  return { head, length }
}

/**
 * The first frame of `bytes`, or null if it is incomplete.
 * @param {Buffer} bytes
 */
export function readFrame(bytes) {
  const read = readHead(bytes, 0)
  if (!read || bytes.length < read.head + read.length) return null
  const first = bytes[0] ?? 0
  return {
    size: read.head + read.length,
    opcode: first & 0x0F,
    deflated: (first & RSV1) !== 0,
    payload: bytes.subarray(read.head, read.head + read.length),
  }
}

/**
 * @typedef {{ skip: number, carry: Buffer | null }} Walk a place in a stream: payload still to come, an incomplete
 *   head
 */

/** @returns {Walk} */
export const newWalk = () => ({ skip: 0, carry: null })

/**
 * Steps from frame to frame without reading payloads, except the one letter that identifies an app frame.
 * @param {Walk} walk
 * @param {Buffer} chunk
 * @param {(opcode: number, length: number, kind: number, deflated: boolean) => void} onFrame
 */
export function walkFrames(walk, chunk, onFrame) {
  const bytes = walk.carry ? Buffer.concat([walk.carry, chunk]) : chunk
  walk.carry = null
  let at = 0
  while (at < bytes.length) {
    if (walk.skip > 0) {
      const step = Math.min(walk.skip, bytes.length - at)
      walk.skip -= step
      at += step
      continue
    }
    const read = readHead(bytes, at)
    if (!read || bytes.length - at < read.head + Math.min(read.length, KIND_AT + 1)) {
      walk.carry = Buffer.from(bytes.subarray(at))
      return
    }
    const first = bytes[at] ?? 0
    onFrame(
      first & 0x0F,
      read.length,
      read.length > KIND_AT ? bytes[at + read.head + KIND_AT] ?? 0 : 0,
      (first & RSV1) !== 0,
    )
    walk.skip = read.length
    at += read.head
  }
}
