import { sessionSchema, type Session } from '#shared/schemas/user'
import type { Fetch } from '../http'
import type { LocksLike } from './turns'

/** How long a tab waits for another tab that asks for the session, in ms; a tab that the browser froze never ends. */
const LOCK_PATIENCE_MS = 5_000

/** How long an answer may take, in ms. */
const ANSWER_DEADLINE_MS = 15_000

/** Only one tab at a time asks, so that the second one asks with the cookie that the first one got. */
const LOCK = 'parley:session'

export interface SessionSource {
  readonly fetch: Fetch
  /** Missing where the page is not from a secure origin, or the browser is old. */
  readonly locks: LocksLike | undefined
}

/** The session of this browser's cookie; the server makes a guest where there is none. Null when it could not be had. */
export async function askSession({ fetch }: Pick<SessionSource, 'fetch'>): Promise<Session | null> {
  try {
    const answer = await fetch('/api/session', { signal: AbortSignal.timeout(ANSWER_DEADLINE_MS) })
    return answer.ok ? sessionSchema.parse(await answer.json()) : null
  }
  catch {
    return null
  }
}

/** The session of a first visit: all tabs that open at once get the same one. Without locks they may not, and then agree later (`useVisit`). */
export async function firstSession(source: SessionSource): Promise<Session | null> {
  const { locks } = source
  if (!locks) return askSession(source)
  let session: Session | null = null
  let asked = false
  const ask = async () => {
    asked = true
    session = await askSession(source)
  }
  // A browser that refuses storage may refuse locks, too.
  await locks.request(LOCK, { signal: AbortSignal.timeout(LOCK_PATIENCE_MS) }, ask).catch(() => {})
  if (!asked) await ask()
  return session
}
