import { CLOSE, closePolicy } from '#shared/close-codes'
import type { ConnectionView } from '../types'
import { BACKOFF_LONGEST_ATTEMPT, backoffMs, laterMs } from './backoff'

/** An attempt without `hello` within this time has failed. */
const HELLO_DEADLINE_MS = 10_000

/**
 * The whole state of a connection. `open` means that `hello` arrived, not that the socket opened. `online` is the
 * browser's last word, or what the server proved since. It only decides how often the client connects.
 */
export interface Connection extends ConnectionView {
  /** Number of the newest socket. Events of older sockets are ignored. */
  readonly socket: number
  /** Attempts that failed since the last `hello`. */
  readonly attempt: number
}

export type ConnectionInput
  = | { readonly type: 'start', readonly online: boolean }
    | { readonly type: 'stop' }
    | { readonly type: 'hello', readonly socket: number }
    | { readonly type: 'closed', readonly socket: number, readonly code: number }
    /** The client closes a socket with this close code. */
    | { readonly type: 'giveUp', readonly socket: number, readonly code: number }
    /** The timer of the last `arm` fired. */
    | { readonly type: 'timeout' }
    | { readonly type: 'online' }
    /**
     * The browser reports that there is no network. It may be wrong, and it may never report that the network is back.
     */
    | { readonly type: 'offline' }
    /** The server answered a ping. */
    | { readonly type: 'alive' }
    /** The page came back into view. */
    | { readonly type: 'wake' }
    /** The user asked to connect now. */
    | { readonly type: 'now' }

export type ConnectionEffect
  = | { readonly type: 'open', readonly socket: number }
    | { readonly type: 'close', readonly socket: number, readonly code: number }
    /** One timer is enough: it is replaced here, and dropped with every change of status or socket. */
    | { readonly type: 'arm', readonly ms: number }

export interface ConnectionStep {
  readonly state: Connection
  readonly effects: readonly ConnectionEffect[]
}

/** Inputs of a transition: ms of a monotonic clock, and a number in [0, 1). */
export interface Chance {
  readonly now: number
  readonly random: number
}

export const IDLE: Connection = { status: 'idle', retryAt: null, closed: null, socket: 0, attempt: 0, online: true }

/**
 * The rules of the connection: (state, input) → (state, effects). An input without meaning in a state changes nothing.
 */
export function transition(state: Connection, input: ConnectionInput, chance: Chance): ConnectionStep {
  switch (input.type) {
    case 'start':
      return state.status === 'idle' ? connect({ ...state, online: input.online, attempt: 0 }) : stay(state)
    case 'stop':
      return {
        state: { ...state, status: 'idle', retryAt: null, closed: null },
        effects: closing(state, CLOSE.NORMAL.code),
      }
    case 'hello':
      return state.status === 'connecting' && input.socket === state.socket
        ? stay({ ...state, status: 'open', attempt: 0, closed: null, online: true })
        : stay(state)
    case 'closed':
      return isLive(state) && input.socket === state.socket ? ended(state, input.code, chance) : stay(state)
    case 'giveUp':
      return isLive(state) && input.socket === state.socket ? giveUp(state, input.code, chance) : stay(state)
    case 'timeout':
      if (state.status === 'connecting') return giveUp(state, CLOSE.HEARTBEAT.code, chance)
      return state.status === 'waiting' || state.status === 'offline' ? connect(state) : stay(state)
    case 'online':
      return state.status === 'offline' || state.status === 'waiting'
        ? connect({ ...state, online: true })
        : stay({ ...state, online: true })
    case 'offline':
      return wentOffline({ ...state, online: false }, chance)
    case 'alive':
      return state.status === 'open' && !state.online ? stay({ ...state, online: true }) : stay(state)
    case 'wake':
      // A server that said `later` is not asked sooner because the user looks at the page.
      return ['waiting', 'offline'].includes(state.status) && state.closed?.then !== 'later'
        ? connect(state)
        : stay(state)
    case 'now':
      return state.status === 'idle' || isLive(state) ? stay(state) : connect(state)
  }
}

/** Whether there is a current socket. */
export function isLive(state: Connection): boolean {
  return state.status === 'connecting' || state.status === 'open'
}

function stay(state: Connection): ConnectionStep {
  return { state, effects: [] }
}

function connect(state: Connection): ConnectionStep {
  const socket = state.socket + 1
  return {
    state: { ...state, status: 'connecting', retryAt: null, socket },
    effects: [{ type: 'open', socket }, { type: 'arm', ms: HELLO_DEADLINE_MS }],
  }
}

function giveUp(state: Connection, code: number, chance: Chance): ConnectionStep {
  const step = ended(state, code, chance)
  return { state: step.state, effects: [...closing(state, code), ...step.effects] }
}

/**
 * A living connection is not closed on the browser's word: it is pinged (see `createLink`), and stays if the server
 * answers.
 */
function wentOffline(state: Connection, chance: Chance): ConnectionStep {
  return state.status === 'waiting' ? probeSlowly(state, chance) : stay(state)
}

/** The browser says that it is offline. It may be wrong, so the client still tries to connect, but seldom. */
function probeSlowly(state: Connection, { random }: Chance): ConnectionStep {
  return { state: { ...state, status: 'offline', retryAt: null }, effects: [{ type: 'arm', ms: laterMs(random) }] }
}

/** A socket was closed: the table of close codes says what follows. */
function ended(state: Connection, code: number, chance: Chance): ConnectionStep {
  const { now, random } = chance
  const { then } = closePolicy(code)
  const closed = { code, then }
  if (then === 'stop') return stay({ ...state, status: 'stopped', closed })
  if (!state.online) return probeSlowly({ ...state, closed }, chance)
  const ms = then === 'later' ? laterMs(random) : backoffMs(state.attempt, random)
  const attempt = then === 'later' ? BACKOFF_LONGEST_ATTEMPT : state.attempt + 1
  return { state: { ...state, status: 'waiting', closed, attempt, retryAt: now + ms }, effects: [{ type: 'arm', ms }] }
}

/** A browser may close with 1000 and 3000–4999 only. */
function closing(state: Connection, code: number): ConnectionEffect[] {
  if (!isLive(state)) return []
  return [{ type: 'close', socket: state.socket, code: code >= 3000 ? code : CLOSE.NORMAL.code }]
}
