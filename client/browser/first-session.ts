import { sessionSchema, type Session } from '#shared/schemas/user'
import type { Fetch } from '../http'
import type { LocksLike } from './locks'

/** How long a tab waits while another tab asks for the session, in ms. A frozen tab never ends. */
const LOCK_PATIENCE_MS = 5_000

/** Longest wait for an answer, in ms. */
const ANSWER_DEADLINE_MS = 15_000

/** One tab at a time asks, so that the second tab asks with the cookie that the first tab got. */
const LOCK = 'parley:session'

export interface SessionSource {
  readonly fetch: Fetch
  /** Missing on a page from an insecure origin, or in an old browser. */
  readonly locks: LocksLike | undefined
}

/** The session of this browser's cookie; without a cookie the server creates a guest. Null if the request failed. */
export async function askSession({ fetch }: Pick<SessionSource, 'fetch'>): Promise<Session | null> {
  try {
    const answer = await fetch('/api/session', { signal: AbortSignal.timeout(ANSWER_DEADLINE_MS) })
    return answer.ok ? sessionSchema.parse(await answer.json()) : null
  }
  catch {
    return null
  }
}

/**
 * The session of a first visit: all tabs that open at once get the same one. Without locks they may differ and agree
 * later (`useVisit`).
 */
export async function firstSession(source: SessionSource): Promise<Session | null> {
  const { locks } = source
  if (!locks) return askSession(source)
  let session: Session | null = null
  let asked = false
  const ask = async () => {
    asked = true
    session = await askSession(source)
  }
  // A browser that blocks storage may block locks, too.
  await locks.request(LOCK, { signal: AbortSignal.timeout(LOCK_PATIENCE_MS) }, ask).catch(() => {})
  if (!asked) await ask()
  return session
}
