import { createHash } from 'node:crypto'
import type { SendRate } from '../../../platform/config/schema'
import { openAttemptLimit, type AttemptLimit } from '../../../platform/limits/attempt-limit'
import {
  SIGN_IN_TRIES_PER_ADDRESS, SIGN_IN_TRIES_PER_HANDLE, SIGN_IN_TRIES_PER_PAIR, SIGN_IN_TRIES_SECONDS,
} from '../../../platform/limits/server-limits'
import { rateLimited } from '../../../platform/limits/consume'
import type { RedisLinks } from '../../../platform/redis/connect'

interface Limits {
  /** From one address, for one handle. */
  readonly pair: AttemptLimit
  /** From one address. */
  readonly address: AttemptLimit
  /** For one handle, from all addresses. */
  readonly handle: AttemptLimit
}

/**
 * Limits how often passwords and codes are tried, right or wrong. The limit is low per handle and address, against
 * guessing, and higher per handle from all addresses. A browser in which the user signed in before has a limit of its
 * own, so strangers who use up the others can't lock the user out of it.
 */
export class SignInTries {
  constructor(private readonly limits: Limits) {}

  /**
   * Counts one try.
   * @param typed the handle, which may be nobody's
   * @param known names the browser, or the sign-in, of a user who had this handle there before; null for a stranger
   * @throws ParleyError `rate_limited` with the time to wait
   */
  async count(typed: string, address: string, known: string | null = null): Promise<void> {
    const handle = digest(typed)
    // The address first: one that is refused does not use up the limits of handles.
    const waitMs = await this.limits.address.consume(address)
      || (known === null
        ? await this.limits.pair.consume(`${handle} ${address}`) || await this.limits.handle.consume(handle)
        : await this.limits.pair.consume(`${handle} known ${known}`))
    if (waitMs > 0) throw rateLimited('Too many tries to sign in.', 'try again', waitMs)
  }
}

/** What is typed is nobody's business: Redis keeps no handle, and none of an erased account. */
function digest(handle: string): string {
  return createHash('sha256').update(handle).digest('base64url')
}

export function openSignInTries(links: RedisLinks | null): SignInTries {
  const perWindow = (messages: number): SendRate => ({ messages, seconds: SIGN_IN_TRIES_SECONDS })
  return new SignInTries({
    pair: openAttemptLimit(perWindow(SIGN_IN_TRIES_PER_PAIR), 'sign-in-pair', links),
    address: openAttemptLimit(perWindow(SIGN_IN_TRIES_PER_ADDRESS), 'sign-in-address', links),
    handle: openAttemptLimit(perWindow(SIGN_IN_TRIES_PER_HANDLE), 'sign-in-handle', links),
  })
}
