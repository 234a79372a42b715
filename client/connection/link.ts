import { CLOSE } from '#shared/close-codes'
import type { ClientFrame, ServerEvent } from '#shared/schemas/frames'
import type { Cancel, Clock, Signals, WebSocketLike } from '../environment'
import type { ConnectionView } from '../types'
import { parseServerFrame, type IncomingEvent } from '../wire/parse'
import { IDLE, transition, type Connection, type ConnectionEffect, type ConnectionInput } from './machine'
import { createPulse } from './pulse'
import type { ClockReading } from './server-clock'

export type Hello = Extract<ServerEvent, { type: 'hello' }>

export interface LinkDeps {
  /** Opens a socket; called once per attempt. */
  readonly socket: () => WebSocketLike
  readonly clock: Clock
  readonly random: () => number
  readonly signals: Signals
}

export interface LinkListeners {
  /** The server reported the time of its clock. */
  clock(reading: ClockReading): void
  /** The connection is `open`: frames may be sent. */
  up(hello: Hello): void
  events(events: readonly IncomingEvent[]): void
  /** The connection is no longer `open`. */
  down(): void
  changed(): void
  ignored(count: number): void
}

export interface Link {
  start(): void
  stop(): void
  reconnectNow(): void
  /** Ends this connection with this close code, and continues as the table of close codes says. */
  giveUp(code: number): void
  /** Returns false if there is no open connection: then nothing was sent. */
  send(frame: ClientFrame): boolean
  view(): ConnectionView
}

/** Connects the state machine and the heartbeat to real sockets, timers and signals. */
export function createLink(deps: LinkDeps, on: LinkListeners): Link {
  let connection: Connection = IDLE
  let socket: WebSocketLike | null = null
  let cancelTimer: Cancel = () => {}
  let cancelSignals: Cancel = () => {}
  let openedAt = 0
  const pulse = createPulse(deps.clock, {
    ping: () => send({ type: 'ping' }),
    dead: () => giveUp(CLOSE.HEARTBEAT.code),
  })

  function step(input: ConnectionInput): void {
    const before = connection
    const { state, effects } = transition(before, input, { now: deps.clock.elapsed(), random: deps.random() })
    if (state === before) return
    connection = state
    if (state.status !== before.status || state.socket !== before.socket) cancelTimer()
    if (before.status === 'open' && state.status !== 'open') {
      pulse.stop()
      on.down()
    }
    effects.forEach(run)
    on.changed()
  }

  function run(effect: ConnectionEffect): void {
    if (effect.type === 'open') open(effect.socket)
    else if (effect.type === 'arm') cancelTimer = deps.clock.after(effect.ms, () => step({ type: 'timeout' }))
    else {
      const old = socket
      socket = null
      old?.close(effect.code)
    }
  }

  function open(id: number): void {
    openedAt = deps.clock.elapsed()
    try {
      const opened = deps.socket()
      socket = opened
      opened.addEventListener('error', () => {}) // `close` follows and says all
      opened.addEventListener(
        'message',
        ({ data }) => id === connection.socket && socket === opened && receive(id, data),
      )
      opened.addEventListener('close', ({ code }) => step({ type: 'closed', socket: id, code }))
    }
    catch {
      // Refused before it began, for instance by a policy of the browser. Reported later, as a socket would.
      deps.clock.after(0, () => step({ type: 'closed', socket: id, code: CLOSE.ABNORMAL.code }))
    }
  }

  function receive(id: number, data: unknown): void {
    pulse.heard()
    const { events, ignored } = parseServerFrame(data)
    if (ignored > 0) on.ignored(ignored)
    const [first] = events
    if (connection.status === 'connecting') {
      if (first?.type !== 'hello') return on.ignored(events.length)
      step({ type: 'hello', socket: id })
      pulse.start(first.heartbeatMs)
      read(first.now, deps.clock.elapsed() - openedAt)
      on.up(first)
      if (socket === null) return // what greeted was not the server of this person
    }
    for (const event of events) if (event.type === 'pong') ponged(event.now)
    on.events(events)
  }

  function ponged(serverNow: number): void {
    step({ type: 'alive' })
    const roundTripMs = pulse.ponged()
    if (roundTripMs !== null) read(serverNow, roundTripMs)
  }

  function read(server: number, roundTripMs: number): void {
    on.clock({ server, device: deps.clock.now(), roundTripMs })
  }

  function send(frame: ClientFrame): boolean {
    if (connection.status !== 'open' || !socket) return false
    socket.send(JSON.stringify(frame))
    return true
  }

  function giveUp(code: number): void {
    step({ type: 'giveUp', socket: connection.socket, code })
  }

  return {
    start() {
      if (connection.status !== 'idle') return
      cancelSignals = deps.signals.listen({
        online() {
          step({ type: 'online' })
          pulse.probe()
        },
        offline() {
          step({ type: 'offline' })
          pulse.probe()
        },
        wake() {
          // A frozen page gets no events about what happened meanwhile.
          step({ type: connection.status === 'offline' && deps.signals.online() ? 'online' : 'wake' })
          pulse.probe()
        },
        hide() {},
      })
      step({ type: 'start', online: deps.signals.online() })
    },
    stop() {
      cancelSignals()
      step({ type: 'stop' })
    },
    reconnectNow: () => step({ type: 'now' }),
    giveUp,
    send,
    view: () => connection,
  }
}
