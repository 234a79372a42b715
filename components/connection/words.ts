import type { ConnectionView } from '~/client/types'
import { CLOSE } from '#shared/close-codes'

/** The text of `connection` in the language files for the state of the connection, and its tone. */
export interface ConnectionWords {
  readonly key:
    | 'starting' | 'connecting' | 'open' | 'waiting' | 'trying' | 'busy' | 'restart' | 'offline' | 'stopped' | 'session'
    | 'signedOut' | 'removed' | 'cookies'
  /** Whole seconds until the next attempt; 0 without one. */
  readonly seconds: number
  readonly tone: 'good' | 'busy' | 'bad'
  /** What the user can do. */
  readonly action: 'reconnect' | 'reload' | 'signIn' | null
}

const SAY = { seconds: 0, action: null } as const

const OFFLINE: ConnectionWords = { key: 'offline', seconds: 0, tone: 'bad', action: 'reconnect' }

function waiting({ retryAt, closed }: ConnectionView, now: number): ConnectionWords {
  const seconds = Math.max(0, Math.ceil(((retryAt ?? now) - now) / 1000))
  if (seconds === 0) {
    return { key: 'trying', seconds, tone: 'busy', action: null }
  }
  const restart = closed?.code === CLOSE.RESTART.code
  const key = closed?.then === 'later' ? 'busy' : restart ? 'restart' : 'waiting'
  return { key, seconds, tone: 'busy', action: 'reconnect' }
}

function stopped({ closed, needs }: ConnectionView, hasAccount: boolean): ConnectionWords {
  if (needs === 'cookies') {
    return { key: 'cookies', seconds: 0, tone: 'bad', action: 'reload' }
  }
  if (closed?.code === CLOSE.POLICY.code && hasAccount) {
    return { ...SAY, key: 'signedOut', tone: 'bad', action: 'signIn' }
  }
  if (closed?.code === CLOSE.POLICY.code) {
    return { key: 'session', seconds: 0, tone: 'bad', action: 'reload' }
  }
  if (closed?.code === CLOSE.KICKED.code) {
    return { ...SAY, key: 'removed', tone: 'bad' }
  }
  return { key: 'stopped', seconds: 0, tone: 'bad', action: 'reconnect' }
}

/**
 * The text for a connection. `now` is of the clock of `retryAt`, in ms.
 * @param hasAccount after the end of a session an account signs in again, and a guest becomes another one
 */
export function connectionWords(view: ConnectionView, now: number, hasAccount = false): ConnectionWords {
  switch (view.status) {
    case 'idle':
      return { ...SAY, key: 'starting', tone: 'busy' }
    // While reconnecting the text stays the same, or it would flicker with every attempt.
    case 'connecting':
      return view.online ? { ...SAY, key: view.closed === null ? 'connecting' : 'trying', tone: 'busy' } : OFFLINE
    case 'open':
      return { ...SAY, key: 'open', tone: 'good' }
    case 'waiting':
      return waiting(view, now)
    case 'offline':
      return OFFLINE
    case 'stopped':
      return stopped(view, hasAccount)
  }
}
