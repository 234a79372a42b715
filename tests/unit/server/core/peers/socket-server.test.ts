import { once } from 'node:events'
import { IncomingMessage } from 'node:http'
import { connect, createServer, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { CLOSE_TIMEOUT_MS, UPGRADE_TIMEOUT_MS } from '~~/server/platform/limits/server-limits'
import { SocketServer } from '~~/server/core/peers/socket-server'
import { endUpgradeWatch, watchUpgrade } from '~~/server/platform/gate/upgrade-watch'

let server: ReturnType<typeof createServer>
let here: Socket
let there: Socket

beforeEach(async () => {
  server = createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (typeof address !== 'object' || !address) throw new Error('The server has no port.')
  const accepted = once(server, 'connection')
  there = connect(address.port, '127.0.0.1').on('error', () => {})
  ;[here] = await accepted
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
})

afterEach(() => {
  vi.useRealTimers()
  here.destroy()
  there.destroy()
  server.close()
})

describe('the socket of an upgrade', () => {
  // An answer before it was larger than the system's buffers: the refusal was never flushed, and the socket never
  // destroyed.
  it('the socket of an upgrade that is refused and not read from is destroyed after a while', () => {
    there.pause()
    watchUpgrade(here)
    here.write(Buffer.alloc(64 * 1024 * 1024))
    const request = Object.assign(new IncomingMessage(here), {
      _context: { admission: { wire: 'plain', user: null, sealedAt: 0, feed: null, plain: null } },
    })
    new SocketServer({
      take: () => ({ status: 429, reason: 'Too many.', retryAfterSeconds: 1 }),
      release: () => {},
      connected: () => {},
    }, false).handleUpgrade(request, here, Buffer.alloc(0))
    vi.advanceTimersByTime(CLOSE_TIMEOUT_MS - 1)
    expect(here.destroyed).toBe(false)
    vi.advanceTimersByTime(1)
    expect(here.destroyed).toBe(true)
  })

  it('the socket of an upgrade that comes to nothing is destroyed in the end', () => {
    watchUpgrade(here)
    vi.advanceTimersByTime(UPGRADE_TIMEOUT_MS)
    expect(here.destroyed).toBe(true)
  })

  it('the socket of an upgrade that breaks is destroyed, and the process goes on', () => {
    watchUpgrade(here)
    here.emit('error', new Error('read ECONNRESET'))
    expect(here.destroyed).toBe(true)
  })

  it('is left alone once there is a WebSocket, with no listener and no timer of ours', () => {
    const [errors, closes] = [here.listenerCount('error'), here.listenerCount('close')]
    watchUpgrade(here)
    endUpgradeWatch(here)
    expect([here.listenerCount('error'), here.listenerCount('close'), vi.getTimerCount()]).toEqual([errors, closes, 0])
    vi.advanceTimersByTime(UPGRADE_TIMEOUT_MS)
    expect(here.destroyed).toBe(false)
  })
})
