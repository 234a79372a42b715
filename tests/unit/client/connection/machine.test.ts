import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CLOSE, closePolicy } from '#shared/close-codes'
import {
  IDLE, isLive, transition, type Connection, type ConnectionEffect, type ConnectionInput,
} from '~/client/connection/machine'

const chance = { now: 1_000, random: 0.5 }

function run(inputs: readonly ConnectionInput[], from: Connection = IDLE) {
  let state = from
  let effects: readonly ConnectionEffect[] = []
  for (const input of inputs) ({ state, effects } = transition(state, input, chance))
  return { state, effects }
}

const start: ConnectionInput = { type: 'start', online: true }
const connecting = run([start]).state
const open = run([{ type: 'hello', socket: 1 }], connecting).state
const waiting = run([{ type: 'closed', socket: 1, code: 1006 }], open).state
const doubted = run([{ type: 'offline' }], open).state
const offline = run([{ type: 'giveUp', socket: 1, code: 4408 }], doubted).state
const stopped = run([{ type: 'closed', socket: 1, code: 4403 }], open).state

describe('transition', () => {
  it.each<[string, Connection, ConnectionInput, Connection['status'], ConnectionEffect['type'][]]>([
    ['starts', IDLE, start, 'connecting', ['open', 'arm']],
    [
      'tries once even when the browser says that it is offline',
      IDLE,
      { type: 'start', online: false },
      'connecting',
      ['open', 'arm'],
    ],
    ['is open with hello', connecting, { type: 'hello', socket: 1 }, 'open', []],
    ['ignores the hello of an old socket', connecting, { type: 'hello', socket: 0 }, 'connecting', []],
    ['gives up an attempt without hello', connecting, { type: 'timeout' }, 'waiting', ['close', 'arm']],
    ['waits after a failed attempt', connecting, { type: 'closed', socket: 1, code: 1006 }, 'waiting', ['arm']],
    ['waits after a break', open, { type: 'closed', socket: 1, code: 1006 }, 'waiting', ['arm']],
    ['ignores the close of an old socket', open, { type: 'closed', socket: 0, code: 1006 }, 'open', []],
    [
      'does not wait for a dead socket to say so',
      open,
      { type: 'giveUp', socket: 1, code: 4408 },
      'waiting',
      ['close', 'arm'],
    ],
    ['ignores a death of an old socket', open, { type: 'giveUp', socket: 0, code: 4408 }, 'open', []],
    ['connects when the wait is over', waiting, { type: 'timeout' }, 'connecting', ['open', 'arm']],
    ['connects at once when the network is back', waiting, { type: 'online' }, 'connecting', ['open', 'arm']],
    ['connects at once when the page is seen again', waiting, { type: 'wake' }, 'connecting', ['open', 'arm']],
    ['connects at once when a person asks', waiting, { type: 'now' }, 'connecting', ['open', 'arm']],
    ['keeps a line that lives when the browser says that there is no network', open, { type: 'offline' }, 'open', []],
    ['keeps an attempt when the browser says so', connecting, { type: 'offline' }, 'connecting', []],
    [
      'is offline when the line then proves dead, and tries on',
      doubted,
      { type: 'giveUp', socket: 1, code: 4408 },
      'offline',
      ['close', 'arm'],
    ],
    [
      'is offline when the line then breaks, and tries on',
      doubted,
      { type: 'closed', socket: 1, code: 1006 },
      'offline',
      ['arm'],
    ],
    [
      'is offline when the browser says so while it waits, and tries on',
      waiting,
      { type: 'offline' },
      'offline',
      ['arm'],
    ],
    [
      'tries while offline, since the browser may be wrong',
      offline,
      { type: 'timeout' },
      'connecting',
      ['open', 'arm'],
    ],
    ['tries when the page is seen again, though offline', offline, { type: 'wake' }, 'connecting', ['open', 'arm']],
    ['connects when the network comes', offline, { type: 'online' }, 'connecting', ['open', 'arm']],
    ['tries when a person asks, though offline', offline, { type: 'now' }, 'connecting', ['open', 'arm']],
    ['stays stopped when the network comes', stopped, { type: 'online' }, 'stopped', []],
    ['stays stopped when the page is seen again', stopped, { type: 'wake' }, 'stopped', []],
    ['stays stopped when the network goes', stopped, { type: 'offline' }, 'stopped', []],
    ['connects again when a person asks, though stopped', stopped, { type: 'now' }, 'connecting', ['open', 'arm']],
    ['does nothing when a person asks while it is open', open, { type: 'now' }, 'open', []],
    ['closes when it is stopped', open, { type: 'stop' }, 'idle', ['close']],
    ['does not begin before it is started', IDLE, { type: 'online' }, 'idle', []],
  ])('transition: %s', (_name, from, input, status, effects) => {
    const step = run([input], from)
    expect(step.state.status).toBe(status)
    expect(step.effects.map(effect => effect.type)).toEqual(effects)
  })

  it('resets the back-off when hello arrives, not when the socket opens', () => {
    const twice = run(
      [{ type: 'closed', socket: 1, code: 1006 }, { type: 'timeout' }, { type: 'closed', socket: 2, code: 1006 }],
      connecting,
    )
    expect(twice.effects).toEqual([{ type: 'arm', ms: 500 }])
    const after = run(
      [{ type: 'timeout' }, { type: 'hello', socket: 3 }, { type: 'closed', socket: 3, code: 1012 }],
      twice.state,
    )
    expect(after.effects).toEqual([{ type: 'arm', ms: 250 }])
  })

  it('tries seldom while the browser says that it is offline, and as usual once the server has answered', () => {
    expect(run([{ type: 'closed', socket: 1, code: 1006 }], doubted).effects).toEqual([{ type: 'arm', ms: 15_000 }])
    expect(run([{ type: 'alive' }, { type: 'closed', socket: 1, code: 1006 }], doubted).effects).toEqual([
      { type: 'arm', ms: 250 },
    ])
    const reached = run([{ type: 'timeout' }, { type: 'hello', socket: 2 }], offline).state
    expect(run([{ type: 'closed', socket: 2, code: 1006 }], reached).effects).toEqual([{ type: 'arm', ms: 250 }])
  })

  it('says when the next attempt starts', () => {
    expect(waiting.retryAt).toBe(1_250)
    expect(run([{ type: 'timeout' }], waiting).state.retryAt).toBeNull()
  })

  it('waits longest after "later", also in the attempts that follow, and is not hurried by a look at the page', () => {
    const later = run([{ type: 'closed', socket: 1, code: CLOSE.BUSY.code }], open)
    expect(later.effects).toEqual([{ type: 'arm', ms: 15_000 }])
    expect(run([{ type: 'wake' }], later.state).state.status).toBe('waiting')
    const again = run([{ type: 'timeout' }, { type: 'closed', socket: 2, code: 1006 }], later.state)
    expect(again.effects).toEqual([{ type: 'arm', ms: 10_000 }])
  })

  it.each(Object.values(CLOSE))('does what the table says of $code, $name', ({ code, then }) => {
    const { state } = run([{ type: 'closed', socket: 1, code }], open)
    expect(state.closed).toEqual({ code, then })
    expect(state.status).toBe(then === 'stop' ? 'stopped' : 'waiting')
  })

  it('closes only with codes that a browser allows', () => {
    expect(run([{ type: 'giveUp', socket: 1, code: 1008 }], open).effects).toEqual([
      { type: 'close', socket: 1, code: 1000 },
    ])
    expect(run([{ type: 'giveUp', socket: 1, code: 4408 }], open).effects).toContainEqual({
      type: 'close',
      socket: 1,
      code: 4408,
    })
  })
})

const socket = fc.nat(6)
const inputs = fc.array(
  fc.oneof(
    fc.constant(start),
    fc.constantFrom<ConnectionInput[]>(
      ...(['stop', 'timeout', 'online', 'offline', 'alive', 'wake', 'now'] as const).map(type => ({ type })),
    ),
    socket.map((id): ConnectionInput => ({ type: 'hello', socket: id })),
    fc
      .tuple(socket, fc.constantFrom(...Object.values(CLOSE).map(policy => policy.code)))
      .map(([id, code]): ConnectionInput => ({ type: 'closed', socket: id, code })),
    socket.map((id): ConnectionInput => ({ type: 'giveUp', socket: id, code: 4408 })),
  ),
  { maxLength: 60 },
)

describe('whatever happens in whatever order', () => {
  it('there are never two live sockets, and one that counts exactly while connecting or open', () => {
    fc.assert(fc.property(inputs, (sequence) => {
      const live = new Set<number>()
      let state = IDLE
      for (const input of sequence) {
        // A socket that ended by itself does so once, and only if it lived.
        if (input.type === 'closed') live.delete(input.socket)
        const step = transition(state, input, chance)
        for (const effect of step.effects) {
          if (effect.type === 'open') live.add(effect.socket)
          if (effect.type === 'close') live.delete(effect.socket)
          expect(live.size).toBeLessThanOrEqual(1)
        }
        state = step.state
        expect([...live]).toEqual(isLive(state) ? [state.socket] : [])
      }
    }))
  })

  it('every state either has a way on of its own or waits for a person: what the browser says of the network is only a hint', () => {
    fc.assert(fc.property(inputs, (sequence) => {
      let state = IDLE
      let armed = false
      for (const input of sequence) {
        const step = transition(state, input, chance)
        if (step.state.status !== state.status || step.state.socket !== state.socket) armed = false
        armed ||= step.effects.some(effect => effect.type === 'arm')
        state = step.state
        if (['connecting', 'waiting', 'offline'].includes(state.status)) expect(armed).toBe(true)
        if (state.status === 'stopped') expect(closePolicy(state.closed?.code ?? 0).then).toBe('stop')
        if (state.status === 'offline') expect(state.online).toBe(false)
      }
    }))
  })
})
