import { describe, expect, it } from 'vitest'
import { hello, messageEvent, setup } from '../support/setup'

describe('a connection', () => {
  it('is closed and tried again when no hello comes', async () => {
    const { client, clock, socket, sockets } = await setup()
    clock.advance(10_000)
    expect(socket().closedWith).toBe(4408)
    expect(client.connection().status).toBe('waiting')
    clock.advance(250)
    expect(sockets).toHaveLength(2)
  })

  it('hears nothing that an old socket still says', async () => {
    const { client, clock, signals, socket, sockets } = await setup()
    const old = socket()
    old.say(hello())
    signals.give('offline')
    signals.give('online')
    clock.advance(0)
    old.say(hello(), { type: 'presence', room: 'channel_1', online: 99 })
    expect(client.active().online).toBe(1)
    old.end(1006)
    expect(client.connection().status).toBe('connecting')
    socket().say(hello())
    old.sayRaw(JSON.stringify([{ type: 'presence', room: 'channel_1', online: 99 }]))
    expect(client.active().online).toBe(1)
    expect(sockets).toHaveLength(2)
  })

  it('takes nothing for granted before hello', async () => {
    const { client, socket } = await setup()
    socket().say(messageEvent(1))
    expect(client.connection().status).toBe('connecting')
    expect(client.diagnostics().ignored).toBe(1)
  })

  it('is tried again when the browser refuses to open a socket', async () => {
    let opened = 0
    const { client, clock } = await setup({ socket: () => {
      opened++
      throw new DOMException('Refused by policy.', 'SecurityError')
    } })
    clock.advance(0)
    expect(client.connection().status).toBe('waiting')
    clock.advance(250)
    expect(opened).toBe(2)
  })

  it('does not retry while offline, and connects as soon as the network is back', async () => {
    const { client, clock, signals, socket, sockets } = await setup()
    socket().say(hello())
    signals.give('offline')
    expect(client.connection().status).toBe('offline')
    expect(socket().closedWith).toBe(1000)
    clock.advance(600_000)
    expect(sockets).toHaveLength(1)
    signals.give('online')
    expect(client.connection().status).toBe('connecting')
  })

  // The network came back while the browser had frozen the page: nobody told it, and it stayed offline until a reload.
  it('looks whether the network is back when the page is seen again', async () => {
    const { client, signals, sockets } = await setup()
    signals.give('offline')
    signals.give('wake')
    expect(client.connection().status).toBe('offline')
    signals.isOnline = true
    signals.give('wake')
    expect(client.connection().status).toBe('connecting')
    expect(sockets).toHaveLength(2)
  })

  it('says when it will try again, and tries at once when a person asks', async () => {
    const { client, clock, socket, sockets } = await setup()
    socket().say(hello())
    socket().end(1012)
    expect(client.connection()).toMatchObject({ status: 'waiting', retryAt: clock.now() + 250, closed: { code: 1012, then: 'reconnect' } })
    client.reconnectNow()
    expect(sockets).toHaveLength(2)
  })

  it('leaves no timer and no socket behind when it is stopped', async () => {
    const { client, clock, socket, enter } = await setup()
    enter()
    client.send('channel_1', 'hi')
    await client.stop()
    expect(socket().closedWith).toBe(1000)
    expect(clock.waiting).toBe(0)
    expect(client.connection().status).toBe('idle')
  })
})

describe('the heartbeat of a connection', () => {
  it('finds a line that is dead though it looks open', async () => {
    const { client, clock, socket } = await setup()
    socket().say(hello())
    clock.advance(20_000)
    expect(socket().frames('ping')).toHaveLength(1)
    clock.advance(10_000)
    expect(socket().closedWith).toBe(4408)
    expect(client.connection()).toMatchObject({ status: 'waiting', closed: { code: 4408 } })
  })

  it('goes on for hours while pongs come', async () => {
    const { client, clock, socket } = await setup()
    socket().say(hello())
    for (let round = 0; round < 400; round++) {
      clock.advance(20_000)
      socket().say({ type: 'pong', now: 0, heads: {} })
    }
    expect(socket().frames('ping')).toHaveLength(400)
    expect(client.connection().status).toBe('open')
  })

  it.each(['wake', 'online'] as const)('probes with a short deadline on "%s"', async (signal) => {
    const { client, clock, signals, socket } = await setup()
    socket().say(hello())
    signals.give(signal)
    expect(socket().frames('ping')).toHaveLength(1)
    clock.advance(2_999)
    expect(client.connection().status).toBe('open')
    clock.advance(1)
    expect(client.connection().status).toBe('waiting')
  })

  it('survives a hidden tab with one timer a minute', async () => {
    const { client, clock, socket, sockets } = await setup()
    socket().say(hello())
    for (let minute = 0; minute < 30; minute++) {
      const before = socket().frames('ping').length
      clock.sleep(60_000)
      if (socket().frames('ping').length > before) socket().say({ type: 'pong', now: 0, heads: {} })
    }
    expect(client.connection().status).toBe('open')
    expect(sockets).toHaveLength(1)
  })

  it('probes after the machine slept, and finds the line dead soon', async () => {
    const { client, clock, socket } = await setup()
    socket().say(hello())
    clock.sleep(8 * 3_600_000)
    expect(client.connection().status).toBe('open')
    clock.advance(3_000)
    expect(client.connection().status).toBe('waiting')
  })
})
