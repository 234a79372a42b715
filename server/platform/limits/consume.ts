import { ParleyError } from '../errors/parley-error'
import type { SendLimit } from './send-limit'

/** What a limit counts, and the words for a refused caller. */
export interface RateLimit {
  readonly what: string
  /** What to do after the wait. */
  readonly then: string
  /** Names separate limits, of the sender and of the address, so that this does not use up those of messages. */
  readonly apart?: string
}

/**
 * Consumes one of a sender's limit and one of the address's.
 * @throws ParleyError `rate_limited` with the time to wait
 */
export async function consume(
  limit: Pick<SendLimit, 'take'>,
  sender: string,
  address: string,
  { what, then, apart }: RateLimit,
): Promise<void> {
  const prefix = apart === undefined ? '' : `${apart}:`
  const allowance = await limit.take(prefix + sender, prefix + address)
  if (allowance.allowed) return
  const { whose, retryAfterMs } = allowance
  const tooMany = whose === 'sender'
    ? `Too many ${what}.`
    : `Too many ${what} from your address: all who share it count together.`
  throw rateLimited(tooMany, then, retryAfterMs)
}

/** The refusal of a caller that was too fast. */
export function rateLimited(tooMany: string, then: string, retryAfterMs: number): ParleyError {
  const seconds = Math.max(1, Math.ceil(retryAfterMs / 1000))
  return new ParleyError('rate_limited', `${tooMany} Wait ${seconds} s and ${then}.`, Math.ceil(retryAfterMs))
}
