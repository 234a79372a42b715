/**
 * What each WebSocket close code means, and what a client does about it. The server closes only with codes of this
 * table, and the client does what `then` says: the policy is only here.
 */

/**
 * - `reconnect`: connect again after the usual back-off and resume from the last position.
 * - `later`: the server is full or a limit was exceeded; start at the longest back-off.
 * - `stop`: the server would refuse again; a person must act.
 */
export type CloseAction = 'reconnect' | 'later' | 'stop'

export interface ClosePolicy {
  readonly code: number
  readonly name: string
  readonly then: CloseAction
  readonly meaning: string
}

export const CLOSE = {
  NORMAL: { code: 1000, name: 'normal', then: 'stop', meaning: 'The client itself closed the connection.' },
  GOING_AWAY: { code: 1001, name: 'going away', then: 'reconnect', meaning: 'The page or the server goes away.' },
  UNSUPPORTED: {
    code: 1003,
    name: 'unsupported data',
    then: 'later',
    meaning: 'The client sent a binary frame; only text frames are allowed.',
  },
  ABNORMAL: {
    code: 1006,
    name: 'abnormal',
    then: 'reconnect',
    meaning: 'The connection broke without a closing frame.',
  },
  POLICY: {
    code: 1008,
    name: 'session ended',
    then: 'stop',
    meaning: 'The session is no longer valid; reload the page.',
  },
  TOO_LARGE: { code: 1009, name: 'too large', then: 'later', meaning: 'A frame exceeded the size limit.' },
  RESTART: { code: 1012, name: 'restart', then: 'reconnect', meaning: 'The server restarts; reconnect with jitter.' },
  BUSY: { code: 1013, name: 'busy', then: 'later', meaning: 'Too many connections; try again later.' },
  PROTOCOL: { code: 4400, name: 'protocol error', then: 'later', meaning: 'Too many frames were invalid.' },
  KICKED: { code: 4403, name: 'removed', then: 'stop', meaning: 'This user was removed.' },
  HEARTBEAT: {
    code: 4408,
    name: 'heartbeat missed',
    then: 'reconnect',
    meaning: 'The peer was silent beyond the heartbeat deadline.',
  },
  SLOW: {
    code: 4409,
    name: 'slow consumer',
    then: 'reconnect',
    meaning: 'The peer did not read fast enough; resume from the last position.',
  },
  FLOOD: {
    code: 4429,
    name: 'flood',
    then: 'later',
    meaning: 'The client ignored the rate limit, or sent too many frames that are not commands.',
  },
} as const satisfies Record<string, ClosePolicy>

const BY_CODE = new Map<number, ClosePolicy>(Object.values(CLOSE).map(policy => [policy.code, policy]))

/** The policy of a close code. An unknown code counts as a broken connection: reconnect and resume. */
export function closePolicy(code: number): ClosePolicy {
  return (
    BY_CODE.get(code) ?? {
      code,
      name: 'unknown',
      then: 'reconnect',
      meaning: `The connection closed with code ${code}.`,
    }
  )
}
