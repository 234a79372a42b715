import { CLOSE, closePolicy } from '#shared/close-codes'
import type { ConnectionView } from '../types'
import { BACKOFF_LONGEST_ATTEMPT, backoffMs, laterMs } from './backoff'

/** A connect attempt that brought no `hello` within this time is given up. */
const HELLO_DEADLINE_MS = 10_000

/**
 * The whole state of a connection. `open` means that `hello` arrived, not that the socket opened.
 * `online` is what the browser last said, or what the server proved since: it decides how often the server is tried, and nothing else.
 */
export interface Connection extends ConnectionView {
  /** Number of the newest socket. Whatever an older one still says is ignored. */
  readonly socket: number
  /** Attempts that failed since the last `hello`. */
  readonly attempt: number
}

export type ConnectionInput
  = | { readonly type: 'start', readonly online: boolean }
    | { readonly type: 'stop' }
    | { readonly type: 'hello', readonly socket: number }
    | { readonly type: 'closed', readonly socket: number, readonly code: number }
    /** This side gives a socket up, for the reason that the code names. */
    | { readonly type: 'giveUp', readonly socket: number, readonly code: number }
    /** The timer of the last `arm` ran out. */
    | { readonly type: 'timeout' }
    | { readonly type: 'online' }
    /** The browser says that there is no network. It may be wrong, and it may never say that there is one again. */
    | { readonly type: 'offline' }
    /** The server answered a ping. */
    | { readonly type: 'alive' }
    /** The page came back to the person's eyes. */
    | { readonly type: 'wake' }
    /** A person asked to connect now. */
    | { readonly type: 'now' }

export type ConnectionEffect
  = | { readonly type: 'open', readonly socket: number }
    | { readonly type: 'close', readonly socket: number, readonly code: number }
    /** One timer is enough: it is replaced here and dropped with every change of status or socket. */
    | { readonly type: 'arm', readonly ms: number }

export interface ConnectionStep {
  readonly state: Connection
  readonly effects: readonly ConnectionEffect[]
}

/** What a transition needs from outside: ms of a clock that nobody can set, and a number in [0, 1). */
export interface Chance {
  readonly now: number
  readonly random: number
}

export const IDLE: Connection = { status: 'idle', retryAt: null, closed: null, socket: 0, attempt: 0, online: true }

/** The connection's one rule book: (state, input) → (state, what to do). An input that means nothing in a state changes nothing. */
export function transition(state: Connection, input: ConnectionInput, chance: Chance): ConnectionStep {
  switch (input.type) {
    case 'start':
      return state.status === 'idle' ? connect({ ...state, online: input.online, attempt: 0 }) : stay(state)
    case 'stop':
      return { state: { ...state, status: 'idle', retryAt: null, closed: null }, effects: closing(state, CLOSE.NORMAL.code) }
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
      return state.status === 'offline' || state.status === 'waiting' ? connect({ ...state, online: true }) : stay({ ...state, online: true })
    case 'offline':
      return wentOffline({ ...state, online: false }, chance)
    case 'alive':
      return state.status === 'open' && !state.online ? stay({ ...state, online: true }) : stay(state)
    case 'wake':
      // A server that said `later` is not asked sooner because somebody looks at the page.
      return ['waiting', 'offline'].includes(state.status) && state.closed?.then !== 'later' ? connect(state) : stay(state)
    case 'now':
      return state.status === 'idle' || isLive(state) ? stay(state) : connect(state)
  }
}

/** Whether there is a socket that counts. */
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

/** A line that lives is not cut for what the browser says: it is asked for a sign of life (see `createLink`) and goes on if it answers. */
function wentOffline(state: Connection, chance: Chance): ConnectionStep {
  return state.status === 'waiting' ? probeSlowly(state, chance) : stay(state)
}

/** Offline, as far as the browser knows: the server is tried all the same, seldom, since the browser may be wrong. */
function probeSlowly(state: Connection, { random }: Chance): ConnectionStep {
  return { state: { ...state, status: 'offline', retryAt: null }, effects: [{ type: 'arm', ms: laterMs(random) }] }
}

/** A socket is gone: what comes next is what the table of close codes says. */
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
