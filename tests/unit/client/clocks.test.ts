import { describe, expect, it } from 'vitest'
import { memoryStore } from '~/client/store/store'
import { ROOMS, hello, setup } from './support/setup'

const HOUR_MS = 3_600_000

describe('a device whose clock is set', () => {
  it('sends a message that has to wait 5 s after 5 s, though its clock was an hour ahead and is then set right', async () => {
    const { client, clock, socket, enter } = await setup()
    clock.setBy(HOUR_MS)
    enter()
    client.room('channel_1').send('hi')
    const [sent] = socket().frames('send')
    socket().say({
      type: 'error',
      code: 'rate_limited',
      message: 'Wait.',
      room: 'channel_1',
      clientId: sent?.clientId,
      retryAfterMs: 5_000,
    })
    clock.setBy(-HOUR_MS)
    clock.advance(4_999)
    expect(socket().frames('send')).toHaveLength(1)
    clock.advance(1)
    expect(socket().frames('send')).toHaveLength(2)
  })

  it('sends it after 5 s at the latest also when the page is loaded again after the clock was set right', async () => {
    const store = memoryStore()
    const before = await setup({ store })
    before.clock.setBy(HOUR_MS)
    before.enter()
    before.client.room('channel_1').send('hi')
    const [sent] = before.socket().frames('send')
    before
      .socket()
      .say({
        type: 'error',
        code: 'rate_limited',
        message: 'Wait.',
        room: 'channel_1',
        clientId: sent?.clientId,
        retryAfterMs: 5_000,
      })
    await before.client.stop()

    const { clock, socket, enter } = await setup({ store })
    enter()
    expect(socket().frames('send')).toHaveLength(0)
    clock.advance(5_000)
    expect(socket().frames('send').map(frame => frame.text)).toEqual(['hi'])
  })

  it.each([
    ['ahead', HOUR_MS],
    ['back', -HOUR_MS],
  ])('keeps its connection and its heartbeat when the clock is set an hour %s', async (_name, ms) => {
    const { client, clock, socket, sockets, enter } = await setup()
    enter()
    clock.setBy(ms)
    clock.advance(20_000)
    expect(socket().frames('ping')).toHaveLength(1)
    socket().say({ type: 'pong', now: 0, heads: {} })
    clock.advance(20_000)
    expect(client.connection().status).toBe('open')
    expect(sockets).toHaveLength(1)
  })

  it.each([
    ['ahead', HOUR_MS],
    ['back', -HOUR_MS],
  ])('reconnects when it would have, though the clock is set an hour %s', async (_name, ms) => {
    const { clock, socket, sockets, enter } = await setup()
    enter()
    socket().end(1006)
    clock.setBy(ms)
    clock.advance(250)
    expect(sockets).toHaveLength(2)
    clock.advance(10_000)
    expect(socket().closedWith).toBe(4408)
  })
})

describe('a device whose clock is 26 hours off', () => {
  const OFF_MS = 26 * HOUR_MS

  it('knows the server\'s time from hello, and dates by it what waits to be sent', async () => {
    const { client, clock, socket } = await setup()
    expect(client.clockOffset()).toBe(0)
    clock.advance(100) // the way to the server and back
    socket().say(
      hello({
        now: clock.now() - OFF_MS - 40,
        rooms: ROOMS.map(room => ({ ...room, epoch: 'e1', lastSeq: 0, online: 1 })),
      }),
    )
    expect(client.clockOffset()).toBe(-OFF_MS + 10)
    client.room('channel_1').send('hi')
    const [item] = client.active().items
    expect(item?.at).toBe(client.serverNow())
  })

  it('follows the server\'s time with each pong when the clock is set right, and reports that to the page', async () => {
    const { client, clock, socket, enter } = await setup()
    enter(hello({ now: clock.now() - OFF_MS }))
    let changes = 0
    client.subscribe(() => changes++)
    clock.setBy(-OFF_MS)
    clock.advance(20_000)
    clock.advance(30)
    socket().say({ type: 'pong', now: clock.now() - 15, heads: {} })
    expect(client.clockOffset()).toBe(0)
    expect(client.serverNow()).toBe(clock.now())
    expect(changes).toBe(1)
  })
})
