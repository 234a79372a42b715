// @ts-check

const HEAD_END = '\r\n\r\n'
const LAST_CHUNK = '0\r\n\r\n'

/**
 * The size of the HTTP answer at the beginning of `bytes`, its head included.
 * @param {Buffer} bytes
 * @returns {number | null} null while the answer is incomplete
 */
export function answerSize(bytes) {
  const end = bytes.indexOf(HEAD_END)
  if (end === -1) return null
  const head = bytes.toString('latin1', 0, end).toLowerCase()
  const bodyAt = end + HEAD_END.length
  const [, length] = /\r\ncontent-length: *(\d+)/.exec(head) ?? []
  if (length !== undefined) return bodyAt + Number(length) <= bytes.length ? bodyAt + Number(length) : null
  if (!head.includes('\r\ntransfer-encoding: chunked')) return bodyAt
  const last = bytes.indexOf(LAST_CHUNK, bodyAt)
  return last === -1 ? null : last + LAST_CHUNK.length
}

/** @param {Buffer} bytes that begin with an answer @returns {string} such as `200` */
export const answerStatus = bytes => bytes.toString('latin1', 9, 12)
