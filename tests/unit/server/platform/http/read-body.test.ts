import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { connect } from 'node:net'
import { createEvent } from 'h3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { BODY_MAX_BYTES } from '#shared/limits'
import { readLimitedBody } from '../../../../../server/platform/http/read-body'

let server: Server
/** What became of each body, in order. */
let read: Promise<unknown>[]

beforeEach(async () => {
  read = []
  server = createServer((request, response) => {
    const body = (async () => (await readLimitedBody(createEvent(request, response))).toString())()
    const result = body.catch((error: unknown) => error)
    read.push(result)
    result.then(() => response.end('answered'))
    server.emit('asked')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterEach(() => void server.close().closeAllConnections())

function portOf(): number {
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('The server does not listen.')
  return address.port
}

const post = (body: string, headers: Record<string, string> = {}) =>
  fetch(`http://127.0.0.1:${portOf()}`, { method: 'POST', body, headers })

describe('the body of a request', () => {
  it.each(['', 'hello', 'a'.repeat(BODY_MAX_BYTES)])('is read whole, up to the limit', async (body) => {
    await post(body)
    expect(await read[0]).toBe(body)
  })

  it('is refused when it is larger than the limit', async () => {
    const response = await post('a'.repeat(BODY_MAX_BYTES + 1))
    expect(await read[0]).toMatchObject({ code: 'too_long' })
    expect(response.headers.get('connection')).toBe('close')
  })

  it('is refused when it is compressed, with the remedy', async () => {
    await post('x', { 'content-encoding': 'gzip' })
    expect(await read[0]).toMatchObject({
      code: 'unsupported',
      message: expect.stringContaining('without compression'),
    })
    await post('x', { 'content-encoding': 'identity' })
    expect(await read[1]).toBe('x')
  })

  it('is refused when its sender goes away in the middle', async () => {
    const socket = connect(portOf(), '127.0.0.1')
    const asked = once(server, 'asked')
    socket.write('POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 10\r\n\r\nhalf')
    await asked
    socket.destroy()
    expect(await read[0]).toMatchObject({ code: 'invalid' })
  })
})
