import { describe, expect, it } from 'vitest'
import { answerSize, answerStatus } from '../../../../bench/load/http-answer.mjs'

const LENGTH = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'
const CHUNKED = 'HTTP/1.1 429 Too Many Requests\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n'
const EMPTY = 'HTTP/1.1 204 No Content\r\nDate: now\r\n\r\n'

describe('an HTTP answer of the load', () => {
  it.each([LENGTH, CHUNKED, EMPTY])('ends where its head says, whatever follows: %j', (answer) => {
    expect(answerSize(Buffer.from(answer))).toBe(answer.length)
    expect(answerSize(Buffer.from(answer + LENGTH))).toBe(answer.length)
    expect(answerStatus(Buffer.from(answer))).toBe(answer.slice(9, 12))
  })

  it.each([LENGTH, CHUNKED, EMPTY])('is incomplete as long as a byte is missing: %j', (answer) => {
    for (let size = 0; size < answer.length; size++) expect(answerSize(Buffer.from(answer.slice(0, size)))).toBeNull()
  })
})
