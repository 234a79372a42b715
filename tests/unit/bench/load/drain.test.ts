import { describe, expect, it } from 'vitest'
import { LoadClient, type Line } from '../../../../bench/load/client.mjs'
import { drain } from '../../../../bench/load/drain.mjs'
import { stampedText } from '../../../../bench/load/message.mjs'
import { WIRES, type WireName } from '../../../../bench/load/wires.mjs'
import { textFrame, textFrames } from '../../../../server/core/wire/ws-frame'

const HEAD = Buffer.from('HTTP/1.1 101 Switching Protocols\r\n\r\n')
const hello = textFrame('[{"type":"hello","now":1}]')
const joined = textFrame('[{"type":"joined","id":1}]')

/** A system's queue of a socket: what is written to it comes in one piece. */
function queue() {
  let bytes = Buffer.alloc(0)
  let chunk = bytes
  let ended = false
  const figures = { seen: 0, unseen: 0 }
  const take = (length: number) => {
    if (bytes.length === 0) return ended ? 0 : -1
    chunk = bytes.subarray(0, length)
    bytes = bytes.subarray(chunk.length)
    return chunk.length
  }
  const count = (what: 'seen' | 'unseen', size: number) => {
    figures[what] += Math.max(0, size)
    return size
  }
  return {
    figures,
    push: (...parts: readonly Buffer[]) => void (bytes = Buffer.concat([bytes, ...parts])),
    end: () => void (ended = true),
    source: {
      receive: (length: number) => count('seen', take(length)),
      discard: (length: number) => count('unseen', take(length)),
      received: () => chunk,
    },
  }
}

function client(wire: WireName, sampled = false) {
  const told: unknown[] = []
  const written: string[] = []
  const line: Line = {
    write: bytes => void written.push(bytes.toString('latin1')),
    close: () => void written.push('closed'),
    now: () => 1000,
  }
  const made = new LoadClient(
    { port: 1, path: '/', cookie: '', room: 'lobby', wire: WIRES[wire] },
    sampled,
    error => void told.push(error?.message ?? 'ready'),
    line,
  )
  return { client: made, told, written }
}

function connected(wire: WireName, sampled = false) {
  const [from, made] = [queue(), client(wire, sampled)]
  made.client.connected()
  from.push(HEAD, ...wire === 'plain' ? [] : [hello, joined])
  drain(made.client, from.source)
  expect(made.told).toEqual(['ready'])
  Object.assign(from.figures, { seen: 0, unseen: 0 })
  return { ...made, from }
}

const texts = (count: number) => Array.from({ length: count }, (_, i) => stampedText(1, i, 0))
const json = (text: string) => `{"type":"message","text":"${text}"}`
const batch = (count: number) => textFrame(`[${texts(count).map(json).join(',')}]`)

describe('what a client of the load reads', () => {
  it('is all of it until it is set up', () => {
    const { client, told, written, from } = connected('app')
    expect(written[0]).toMatch(/^GET \/ HTTP\/1\.1\r\n/)
    expect(written[1]).toContain('"join"')
    expect(told).toEqual(['ready'])
    expect(client.bytes).toBe(0)
    expect(from.figures.unseen).toBe(0)
  })

  it('is nothing of a plain line then: it is counted', () => {
    const { client, from } = connected('plain')
    const bytes = textFrames(texts(40))
    from.push(bytes)
    drain(client, from.source)
    expect(client.bytes).toBe(bytes.length)
    expect(from.figures).toEqual({ seen: 0, unseen: bytes.length })
  })

  it('is the beginning of a batch, and as much of it is counted as if all were read, however it arrives', () => {
    const bytes = Buffer.concat([batch(100), batch(1), batch(2), batch(50), batch(1)])
    const whole = client('app').client
    whole.pending = null
    whole.read(bytes)
    for (const size of [1, 7, 1000, 5000, bytes.length]) {
      const { client, from } = connected('app')
      for (let at = 0; at < bytes.length; at += size) {
        from.push(bytes.subarray(at, at + size))
        drain(client, from.source)
      }
      expect(client).toMatchObject({ bytes: bytes.length, eventBytes: whole.eventBytes, digest: whole.digest })
      if (size === bytes.length) expect(from.figures.unseen).toBeGreaterThan(bytes.length / 2)
    }
  })

  it('is every message where it stands for others', () => {
    const { client, from } = connected('app', true)
    const bytes = batch(30)
    from.push(bytes)
    drain(client, from.source)
    expect(client.sample).toMatchObject({ messages: 30, gaps: 0, frames: 1, reads: 1 })
    expect(from.figures).toEqual({ seen: bytes.length, unseen: 0 })
  })

  it('ends where the server ends it, and is closed once', () => {
    const { client, from, written } = connected('plain')
    from.end()
    drain(client, from.source)
    drain(client, from.source)
    expect(client.open).toBe(false)
    expect(written.filter(what => what === 'closed')).toHaveLength(1)
  })
})
