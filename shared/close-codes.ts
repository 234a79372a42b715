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
}

export const CLOSE = {
  /** The client itself closed the connection. */
  NORMAL: { code: 1000, name: 'normal', then: 'stop' },
  /** The page or the server goes away. */
  GOING_AWAY: { code: 1001, name: 'going away', then: 'reconnect' },
  /** The client sent a binary frame; only text frames are allowed. */
  UNSUPPORTED: { code: 1003, name: 'unsupported data', then: 'later' },
  /** The connection broke without a closing frame. */
  ABNORMAL: { code: 1006, name: 'abnormal', then: 'reconnect' },
  /** The session is no longer valid; reload the page. */
  POLICY: { code: 1008, name: 'session ended', then: 'stop' },
  /** A frame exceeded the size limit. */
  TOO_LARGE: { code: 1009, name: 'too large', then: 'later' },
  /** The server restarts; reconnect with jitter. */
  RESTART: { code: 1012, name: 'restart', then: 'reconnect' },
  /** Too many connections; try again later. */
  BUSY: { code: 1013, name: 'busy', then: 'later' },
  /** Too many frames were invalid. */
  PROTOCOL: { code: 4400, name: 'protocol error', then: 'later' },
  /** This user was removed. */
  KICKED: { code: 4403, name: 'removed', then: 'stop' },
  /** The peer was silent beyond the heartbeat deadline. */
  HEARTBEAT: { code: 4408, name: 'heartbeat missed', then: 'reconnect' },
  /** The peer did not read fast enough; resume from the last position. */
  SLOW: { code: 4409, name: 'slow consumer', then: 'reconnect' },
  /** The client ignored the rate limit, or sent too many frames that are not commands. */
  FLOOD: { code: 4429, name: 'flood', then: 'later' },
} as const satisfies Record<string, ClosePolicy>

const BY_CODE = new Map<number, ClosePolicy>(Object.values(CLOSE).map(policy => [policy.code, policy]))

/** The policy of a close code. An unknown code counts as a broken connection: reconnect and resume. */
export function closePolicy(code: number): ClosePolicy {
  return BY_CODE.get(code) ?? { code, name: 'unknown', then: 'reconnect' }
}
