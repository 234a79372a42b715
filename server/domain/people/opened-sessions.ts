import { createHash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { Session } from '#shared/schemas/user'

/** A session as its cookie holds it. */
export interface Sealed {
  readonly session: Session
  /** Unix ms. Of two cookies of a person the one that was sealed later has their newer name. */
  readonly sealedAt: number
}

/** A sealed cookie is good for a year and says nothing of what happened since, so a day more or less of trust in it changes nothing. */
const TRUSTED_MS = 24 * 60 * 60 * 1000

/**
 * The sessions of cookies that were opened lately. Opening one derives two keys, which is a good part of what a reconnect costs: when a
 * line is cut, thousands come back at once with the cookies they had. Kept by a digest, so that the cookies themselves lie nowhere.
 */
export class OpenedSessions {
  private readonly sessions: LRUCache<string, Sealed>

  constructor(max: number) {
    this.sessions = new LRUCache({ max, ttl: TRUSTED_MS, updateAgeOnGet: false })
  }

  get(sealed: string): Sealed | undefined {
    return this.sessions.get(digest(sealed))
  }

  set(sealed: string, session: Sealed): void {
    this.sessions.set(digest(sealed), session)
  }
}

function digest(sealed: string): string {
  return createHash('sha256').update(sealed).digest('base64url')
}
