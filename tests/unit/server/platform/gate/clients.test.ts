import { Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Clients } from '../../../../../server/platform/gate/clients'

const HOME = '192.0.2.1'

function setup(connectionsMax = 1_000) {
  const refused = vi.fn()
  const clients = new Clients({ connectionsMax, rates: { refused } })
  const connect = (address = HOME) => {
    const socket = new Socket()
    Object.defineProperty(socket, 'remoteAddress', { value: address })
    clients.accept(socket)
    return socket
  }
  const offend = (socket: Socket, count: number) => {
    let stage = 'answer'
    for (let i = 0; i < count; i++) stage = clients.offence(socket)
    return stage
  }
  return { clients, refused, connect, offend }
}

describe('the clients of the server', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('may have so many connections per address; the next is destroyed and counted, one that ends makes room', async () => {
    const { connect, refused } = setup(2)
    const [first] = [connect(), connect()]
    expect(connect().destroyed).toBe(true)
    expect(refused.mock.calls).toEqual([['connection above its cap', HOME]])
    expect(connect('198.51.100.7').destroyed).toBe(false)
    first?.destroy()
    await vi.advanceTimersByTimeAsync(0)
    expect(connect().destroyed).toBe(false)
  })

  it('count an IPv6 network as one address', () => {
    const { connect } = setup(1)
    expect(connect('2001:db8::1').destroyed).toBe(false)
    expect(connect('2001:db8::2').destroyed).toBe(true)
  })

  it('are not read for a while when they go on, none of their connections, and then again', async () => {
    const { connect, offend } = setup()
    const [flood, other, elsewhere] = [connect(), connect(), connect('198.51.100.7')]
    expect(offend(flood, 200)).toBe('close')
    expect(other.isPaused()).toBe(false)
    expect(offend(flood, 400)).toBe('pause')
    const late = connect()
    await vi.advanceTimersByTimeAsync(0)
    expect([flood, other, late, elsewhere].map(socket => socket.isPaused())).toEqual([true, true, true, false])
    flood.resume()
    await vi.advanceTimersByTimeAsync(0)
    expect(flood.isPaused()).toBe(true)
    vi.advanceTimersByTime(10_000)
    expect([flood, other].map(socket => socket.isPaused())).toEqual([false, false])
  })

  it('are not accepted for a while when they reconnect meanwhile, and then again', () => {
    const { connect, offend, refused } = setup()
    const flood = connect()
    offend(flood, 600)
    for (let i = 0; i < 200; i++) connect()
    expect(flood.destroyed).toBe(true)
    expect(connect().destroyed).toBe(true)
    expect(refused).toHaveBeenCalledWith('connection while it is banned', HOME)
    expect(connect('198.51.100.7').destroyed).toBe(false)
    vi.advanceTimersByTime(30_000)
    expect(connect().destroyed).toBe(false)
  })

  it('keep their WebSockets whatever they do by HTTP', () => {
    const { clients, connect, offend } = setup()
    const webSocket = connect()
    clients.upgraded(webSocket)
    offend(connect(), 600)
    expect(webSocket.isPaused()).toBe(false)
    for (let i = 0; i < 200; i++) connect()
    expect(webSocket.destroyed).toBe(false)
  })
})
