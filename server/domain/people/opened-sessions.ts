import { createHash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { Session } from '#shared/schemas/user'

/** A session as its cookie holds it. */
export interface Sealed {
  readonly session: Session
  /** Unix ms. Of two cookies of a person the one that was sealed later has their newer name. */
  readonly sealedAt: number
  /** The id of the sign-in that it belongs to; absent for a guest without a row. */
  readonly signIn?: string
}

/** Time that an opened cookie is trusted. A sealed cookie is valid for a year anyway. */
const TRUSTED_MS = 24 * 60 * 60 * 1000

/**
 * Sessions of recently opened cookies. Opening one derives two keys, and thousands of
 * clients may reconnect at once. Stored by digest, so that memory holds no cookies.
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
