import { once } from 'node:events'
import { createServer, connect, type Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { descriptorOf, writeNow } from '~~/server/core/peers/descriptor'

let server: ReturnType<typeof createServer>
let here: Socket
let there: Socket

beforeEach(async () => {
  server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (typeof address !== 'object' || !address) throw new Error('The server has no port.')
  const accepted = once(server, 'connection')
  there = connect(address.port, '127.0.0.1')
  ;[here] = await accepted
})

afterEach(() => {
  here.destroy()
  there.destroy()
  server.close()
})

async function read(bytes: number): Promise<string> {
  let text = ''
  for await (const chunk of there.iterator({ destroyOnReturn: false })) {
    text += String(chunk)
    if (text.length >= bytes) return text
  }
  return text
}

describe('a socket\'s descriptor', () => {
  it('takes bytes at once, in order with what goes through the stream', async () => {
    const descriptor = descriptorOf(here)
    if (descriptor === null) throw new Error('There is no descriptor.')
    expect(writeNow(descriptor, [Buffer.from('one ')])).toBe(4)
    here.write('two ')
    expect(here.writableLength).toBe(0)
    expect(writeNow(descriptor, [Buffer.from('three')])).toBe(5)
    expect(await read(13)).toBe('one two three')
  })

  it('takes several parts as one', async () => {
    const descriptor = descriptorOf(here)
    if (descriptor === null) throw new Error('There is no descriptor.')
    expect(writeNow(descriptor, ['one ', 'two ', 'three'].map(text => Buffer.from(text)))).toBe(13)
    expect(await read(13)).toBe('one two three')
  })

  it('takes a part when the other side does not read, then nothing', async () => {
    const descriptor = descriptorOf(here)
    if (descriptor === null) throw new Error('There is no descriptor.')
    there.pause()
    const much = Buffer.alloc(64 * 1024 * 1024)
    const taken = writeNow(descriptor, [much])
    expect(taken).toBeGreaterThan(0)
    expect(taken).toBeLessThan(much.length)
    while (writeNow(descriptor, [much]) > 0) { /* until the system's buffers are full */ }
    // The buffers of a loopback grow for a moment after they were full.
    await expect.poll(() => writeNow(descriptor, [much])).toBe(0)
  })

  it('takes nothing when the connection is broken', async () => {
    const descriptor = descriptorOf(here)
    if (descriptor === null) throw new Error('There is no descriptor.')
    here.on('error', () => {}).pause()
    there.resetAndDestroy()
    await expect.poll(() => writeNow(descriptor, [Buffer.from('x')])).toBe(0)
  })

  it('is not known of a destroyed socket, nor of one behind TLS, whose bytes have to be encrypted', () => {
    expect(descriptorOf(new TLSSocket(there))).toBeNull()
    here.destroy()
    expect(descriptorOf(here)).toBeNull()
  })
})
