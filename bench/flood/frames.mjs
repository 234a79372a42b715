// @ts-check

import { constants, deflateRawSync } from 'node:zlib'

const FIN = 0x80
const RSV1 = 0x40
const MASKED = 0x80

export const OPCODE = { continuation: 0, text: 1, pong: 10 }

/**
 * A client's frame. The mask is zero, so that masking costs the attacker nothing.
 * @param {number} opcode
 * @param {string | Buffer} [payload]
 * @param {boolean} [fin]
 */
export function frame(opcode, payload = '', fin = true) {
  const body = typeof payload === 'string' ? Buffer.from(payload) : payload
  const head = Buffer.alloc(body.length < 126 ? 6 : body.length < 65_536 ? 8 : 14)
  head[0] = (fin ? FIN : 0) | opcode
  if (body.length < 126) head[1] = MASKED | body.length
  else if (body.length < 65_536) head.writeUInt16BE(body.length, ((head[1] = MASKED | 126), 2))
  else head.writeBigUInt64BE(BigInt(body.length), ((head[1] = MASKED | 127), 2))
  return Buffer.concat([head, body])
}

/** The same text, deflated (RFC 7692). @param {string} text */
export function compressed(text) {
  const deflated = deflateRawSync(text, { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, -4)
  const out = frame(OPCODE.text, deflated)
  out[0] = (out[0] ?? 0) | RSV1
  return out
}

/** @param {object} value */
export function json(value) {
  return frame(OPCODE.text, JSON.stringify(value))
}
