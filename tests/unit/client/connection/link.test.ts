import { describe, expect, it } from 'vitest'
import { FakeSignals, hello, messageEvent, setup } from '../support/setup'

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
    clock.advance(3_000)
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

  // An `offline` without an `online` after it, as some systems give when they change networks, left the page offline
  // for ever.
  it('is tried now and then while the browser says that it is offline, and at once when that is over', async () => {
    const { client, clock, signals, socket, sockets } = await setup()
    socket().say(hello())
    signals.give('offline')
    clock.advance(3_000)
    expect(client.connection()).toMatchObject({ status: 'offline', online: false })
    expect(socket().closedWith).toBe(4408)
    clock.advance(15_000)
    expect(sockets).toHaveLength(2)
    expect(client.connection()).toMatchObject({ status: 'connecting', online: false })
    socket().end(1006)
    expect(client.connection().status).toBe('offline')
    signals.give('online')
    expect(client.connection().status).toBe('connecting')
    expect(sockets).toHaveLength(3)
  })

  it('asks a dead network at most six times a minute while the browser says that it is offline', async () => {
    const { clock, signals, sockets } = await setup({ random: () => 0 })
    signals.isOnline = false
    signals.give('offline')
    const before = sockets.length
    for (let second = 0; second < 600; second++) {
      sockets.at(-1)?.end(1006)
      clock.advance(1_000)
    }
    expect(sockets.length - before).toBeGreaterThan(10)
    expect(sockets.length - before).toBeLessThanOrEqual(60)
  })

  it('is not cut though the browser says that it is offline, when the server answers', async () => {
    const { client, clock, signals, socket, sockets } = await setup()
    socket().say(hello())
    signals.give('offline')
    expect(socket().frames('ping')).toHaveLength(1)
    socket().say({ type: 'pong', now: 0, heads: {} })
    clock.advance(10_000)
    expect(client.connection()).toMatchObject({ status: 'open', online: true })
    expect(sockets).toHaveLength(1)
  })

  it('comes about where the browser says from the start that it is offline, though the line is good', async () => {
    const signals = new FakeSignals()
    signals.isOnline = false
    const { client, clock, socket } = await setup({ signals })
    socket().say(hello())
    expect(client.connection()).toMatchObject({ status: 'open', online: true })
    socket().end(1006)
    clock.advance(250)
    expect(client.connection().status).toBe('connecting')
  })

  // The network came back while the browser had frozen the page, without an event.
  it('is tried when the page is seen again', async () => {
    const { client, clock, signals, socket, sockets } = await setup()
    socket().say(hello())
    signals.give('offline')
    clock.advance(3_000)
    signals.give('wake')
    expect(client.connection().status).toBe('connecting')
    expect(sockets).toHaveLength(2)
  })

  it('says when it will try again, and tries at once when a person asks', async () => {
    const { client, clock, socket, sockets } = await setup()
    socket().say(hello())
    socket().end(1012)
    expect(client.connection()).toMatchObject({
      status: 'waiting',
      retryAt: clock.elapsed() + 250,
      closed: { code: 1012, then: 'reconnect' },
    })
    client.reconnectNow()
    expect(sockets).toHaveLength(2)
  })

  it('leaves no timer and no socket behind when it is stopped', async () => {
    const { client, clock, socket, enter } = await setup()
    enter()
    client.room('channel_1').send('hi')
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
