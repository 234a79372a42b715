import { Duplex } from 'node:stream'
import { Socket } from 'node:net'
import { describe, expect, it, vi } from 'vitest'
import { FRAMES_PER_TICK } from '../../../../../server/platform/limits/server-limits'
import { FrameReader } from '../../../../../server/core/peers/frame-reader'
import { PeerSocket } from '../../../../../server/core/peers/peer-socket'
import { clientFrame } from '../../../../support/client-frame'

const tick = () => new Promise<void>(resolve => setImmediate(resolve))

function frames(count: number, opcode: number, text = ''): Buffer {
  const one = clientFrame({ opcode, payload: text })
  return Buffer.concat(Array.from({ length: count }, () => one))
}

/** A socket of `ws` whose bytes the test brings. */
function setUp(admit: (frames: number, light: number) => boolean = () => true) {
  const socket = new Socket()
  vi.spyOn(Duplex.prototype, 'write').mockReturnValue(true)
  const ws: unknown = Reflect.construct(PeerSocket, [null, undefined, {}])
  if (!(ws instanceof PeerSocket)) throw new Error('ws makes its sockets in another way.')
  Reflect.apply(Reflect.get(ws, 'setSocket'), ws, [
    socket,
    Buffer.alloc(0),
    { allowSynchronousEvents: true, maxPayload: 65_536, skipUTF8Validation: false },
  ])
  const reader = FrameReader.attach(ws, socket, admit)
  const seen = { messages: [] as string[], pongs: 0 }
  ws.on('message', data => seen.messages.push(String(data))).on('pong', () => seen.pongs++)
  return { ws, socket, reader, seen, come: (bytes: Buffer) => socket.emit('data', bytes) }
}

describe('what a socket brings', () => {
  it('is read at once where it is little', () => {
    const { seen, come } = setUp()
    come(frames(3, 1, 'hello'))
    expect(seen.messages).toEqual(['hello', 'hello', 'hello'])
  })

  // 64 KiB of empty pongs were 11,000 frames in one go.
  it('is read so many frames per tick, in order, and nothing more is taken from the socket meanwhile', async () => {
    const { ws, seen, come } = setUp()
    come(frames(10_000, 10))
    for (let ticks = 1; ticks <= 5; ticks++) {
      expect(seen.pongs).toBe(FRAMES_PER_TICK * ticks)
      expect(ws.isPaused).toBe(true)
      await tick()
    }
    come(frames(1, 1, 'last'))
    await vi.waitFor(() => expect(seen).toEqual({ messages: ['last'], pongs: 10_000 }))
    await tick()
    expect(ws.isPaused).toBe(false)
  })

  it('is not read at all when there is too much of it, from the very chunk on that is too much', () => {
    let left = 1.5 * FRAMES_PER_TICK
    const { ws, seen, come } = setUp(count => (left -= count) >= 0)
    come(frames(FRAMES_PER_TICK, 10))
    come(frames(FRAMES_PER_TICK, 10))
    expect([seen.pongs, ws.isPaused]).toEqual([FRAMES_PER_TICK, true])
  })

  it('waits while the peer has paused, and goes on where it was', async () => {
    const { ws, reader, seen, come } = setUp()
    reader.pause()
    come(frames(2, 1, 'a'))
    come(frames(2, 1, 'b'))
    await tick()
    expect(seen.messages).toEqual([])
    reader.resume()
    expect(seen.messages).toEqual(['a', 'a', 'b', 'b'])
    expect(ws.isPaused).toBe(false)
  })

  it('is not read any more when ws has stopped reading: after a closing frame, and after a breach of the protocol', async () => {
    for (const end of [frames(1, 8), Buffer.from([0x83, 0x80, 0, 0, 0, 0])]) {
      const { ws, socket, seen, come } = setUp()
      const errors: Error[] = []
      ws.on('error', error => errors.push(error))
      come(Buffer.concat([frames(1, 1, 'before'), end]))
      await tick()
      expect(socket.listenerCount('data')).toBe(0)
      come(frames(1, 1, 'after'))
      expect(seen.messages).toEqual(['before'])
      expect(errors.map(error => error.message).filter(message => message.includes('after end'))).toEqual([])
    }
  })
})
