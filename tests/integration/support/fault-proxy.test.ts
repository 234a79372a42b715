import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocketServer } from 'ws'
import { startFaultProxy, type FaultProxy } from '../../support/fault-proxy'
import { connectPlain } from '../../support/plain-client'
import { waitFor } from '../../support/wait-for'

/** A server that keeps what it hears, and answers each text with `echo: text`. */
async function startEcho() {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  const heard: string[] = []
  server.on('connection', socket => socket.on('error', () => {}).on('message', (data) => {
    heard.push(data.toString())
    socket.send(`echo: ${data.toString()}`)
  }))
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // It listens on TCP.
  return {
    port,
    heard,
    server,
    async stop() {
      for (const client of server.clients) client.terminate()
      server.close()
      await once(server, 'close')
    },
  }
}

describe('the fault proxy', () => {
  let echo: Awaited<ReturnType<typeof startEcho>>
  let proxy: FaultProxy
  const connect = () => connectPlain({ url: proxy.through('ws://127.0.0.1:1/wb/') })

  beforeEach(async () => {
    echo = await startEcho()
    proxy = await startFaultProxy({ port: echo.port, frames: true })
  })

  afterEach(async () => {
    await proxy.close()
    await echo.stop()
  })

  it('passes on in both directions, frames of all sizes', async () => {
    const client = await connect()
    for (const length of [1, 125, 126, 70_000]) {
      client.send('x'.repeat(length))
      expect(await client.next()).toHaveLength(length + 'echo: '.length)
    }
    expect((await client.close()).code).toBe(1005)
    await waitFor(() => proxy.connections() === 0)
  })

  it('resets every connection, and lets new ones through', async () => {
    const clients = [await connect(), await connect()]
    proxy.cut()
    for (const client of clients) expect((await client.closed).code).toBe(1006)
    const again = await connect()
    again.send('again')
    expect(await again.next()).toBe('echo: again')
  })

  it('cuts before a message to the server: it is not heard', async () => {
    const client = await connect()
    const cut = proxy.cutAtFrame('toServer', { when: 'before', matches: text => text === 'two' })
    for (const text of ['one', 'two', 'three']) client.send(text)
    expect(await cut).toBe('two')
    expect((await client.closed).code).toBe(1006)
    await waitFor(() => echo.server.clients.size === 0)
    expect(echo.heard).toEqual(['one'])
  })

  it('cuts after a message to the server: it is heard, and no answer comes', async () => {
    const client = await connect()
    const cut = proxy.cutAtFrame('toServer', { when: 'after', nth: 2 })
    for (const text of ['one', 'two', 'three']) client.send(text)
    expect(await cut).toBe('two')
    await client.closed
    await waitFor(() => echo.server.clients.size === 0)
    expect(echo.heard).toEqual(['one', 'two'])
    expect(client.texts).not.toContain('echo: two')
  })

  it('cuts before and after a message to the client', async () => {
    for (const when of ['before', 'after'] as const) {
      const client = await connect()
      const cut = proxy.cutAtFrame('toClient', { when, matches: text => text.endsWith('b') })
      for (const text of ['a', 'b', 'c']) client.send(text)
      expect(await cut).toBe('echo: b')
      expect((await client.closed).code).toBe(1006)
      expect(client.texts).toEqual(when === 'before' ? ['echo: a'] : ['echo: a', 'echo: b'])
    }
  })

  it('cuts in the middle of a frame', async () => {
    const client = await connect()
    const cut = proxy.cutAfterBytes('toClient', 20)
    client.send('short')
    client.send('x'.repeat(500))
    await cut
    await client.closed
    expect(client.texts).toEqual(['echo: short'])
  })

  it('keeps what is sent while it is paused', async () => {
    const client = await connect()
    proxy.pause('toClient')
    client.send('one')
    await waitFor(() => echo.heard.length === 1)
    expect(client.texts).toEqual([])
    proxy.resume('toClient')
    expect(await client.next()).toBe('echo: one')
  })

  it('lets the sender feel the pressure of a paused direction', async () => {
    await connect()
    proxy.pause('toClient')
    const [socket] = echo.server.clients
    const text = 'x'.repeat(1_000_000)
    await expect.poll(() => {
      socket?.send(text)
      return socket?.bufferedAmount ?? 0
    }, { interval: 1, timeout: 10_000 }).toBeGreaterThan(4 * text.length)
  })

  it('swallows what is sent while it holds, and stays open', async () => {
    const client = await connect()
    proxy.hold('toServer')
    client.send('lost')
    await waitFor(() => proxy.dropped('toServer') === 1)
    proxy.hold('toClient')
    proxy.release('toServer')
    client.send('heard, but the answer is lost')
    await waitFor(() => proxy.dropped('toClient') === 1)
    proxy.release()
    client.send('back')
    expect(await client.next()).toBe('echo: back')
    expect(echo.heard).toEqual(['heard, but the answer is lost', 'back'])
  })

  it('delays without changing the order', async () => {
    const client = await connect()
    proxy.latency(20)
    const began = performance.now()
    for (const text of ['1', '2', '3']) client.send(text)
    for (const text of ['1', '2', '3']) expect(await client.next()).toBe(`echo: ${text}`)
    expect(performance.now() - began).toBeGreaterThanOrEqual(39)
  })

  it('resets new connections, or lets them wait for ever, until it is healed', async () => {
    proxy.welcome('reset')
    await expect(connect()).rejects.toThrow(/ECONNRESET|hang up/)
    proxy.welcome('silence')
    let answered = false
    const silent = connect().finally(() => (answered = true))
    silent.catch(() => {})
    await waitFor(() => proxy.connections() === 1)
    proxy.heal()
    const client = await connect()
    client.send('healed')
    expect(await client.next()).toBe('echo: healed')
    expect(answered).toBe(false)
  })

  it('breaks the client when there is no server', async () => {
    await echo.stop()
    await expect(connect()).rejects.toThrow(/ECONNRESET|hang up/)
    echo = await startEcho()
  })
})
