// @ts-check
import process from 'node:process'

/**
 * The text of every measured message: sender, counter and time. The length is constant, so that bytes can be counted
 * instead of messages.
 */

/** `...`, sender (2 digits), counter (8), microseconds (16), filling. */
export const TEXT_BYTES = 64

/** Must not occur elsewhere: `~~` was also the head of each frame of 32,256 to 32,511 bytes. */
export const MARK = Buffer.from('...')

const STAMP_BYTES = 29
const FILLING = 'abcdefghijklmnopqrstuvwxyz0123456789'.slice(0, TEXT_BYTES - STAMP_BYTES)

/** The clock shared by all processes of a machine. */
export function microseconds() {
  const [seconds, nanoseconds] = process.hrtime()
  return seconds * 1e6 + Math.round(nanoseconds / 1000)
}

/**
 * @param {number} sender 0 to 99
 * @param {number} counter of this sender, from 0
 * @param {number} at microseconds
 */
export function stampedText(sender, counter, at) {
  return `...${String(sender).padStart(2, '0')}${String(counter).padStart(8, '0')}${String(at).padStart(16, '0')}${FILLING}`
}

/**
 * @param {Uint8Array} bytes
 * @param {number} from
 * @param {number} to
 */
function digits(bytes, from, to) {
  let value = 0
  for (let at = from; at < to; at++) value = value * 10 + ((bytes[at] ?? 0) - 48)
  return value
}

/**
 * Finds the messages in a stream of bytes. Keeps an incomplete message at the end of a chunk for the next one.
 * @param {(sender: number, counter: number, at: number) => void} onMessage
 * @returns {(chunk: Buffer) => void}
 */
export function messageReader(onMessage) {
  let rest = Buffer.alloc(0)
  return (chunk) => {
    const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk
    let at = bytes.indexOf(MARK)
    let end = 0
    while (at !== -1 && at + STAMP_BYTES <= bytes.length) {
      onMessage(digits(bytes, at + 3, at + 5), digits(bytes, at + 5, at + 13), digits(bytes, at + 13, at + 29))
      end = at + STAMP_BYTES
      at = bytes.indexOf(MARK, end)
    }
    // The chunk may end with part of a mark.
    const keep = at === -1 ? Math.max(end, bytes.length - MARK.length + 1) : at
    rest = Buffer.from(bytes.subarray(keep))
  }
}
