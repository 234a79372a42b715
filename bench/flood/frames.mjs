// @ts-check

const FIN = 0x80
const MASKED = 0x80

export const OPCODE = { continuation: 0, text: 1, pong: 10 }

/**
 * A client's frame. The mask is zero, so that masking costs the attacker nothing.
 * @param {number} opcode
 * @param {string} [payload]
 * @param {boolean} [fin]
 */
export function frame(opcode, payload = '', fin = true) {
  const body = Buffer.from(payload)
  const head = Buffer.alloc(body.length < 126 ? 6 : body.length < 65_536 ? 8 : 14)
  head[0] = (fin ? FIN : 0) | opcode
  if (body.length < 126) head[1] = MASKED | body.length
  else if (body.length < 65_536) head.writeUInt16BE(body.length, ((head[1] = MASKED | 126), 2))
  else head.writeBigUInt64BE(BigInt(body.length), ((head[1] = MASKED | 127), 2))
  return Buffer.concat([head, body])
}

/** @param {object} value */
export function json(value) {
  return frame(OPCODE.text, JSON.stringify(value))
}
