import { ParleyError } from '../errors/parley-error'
import type { SendLimit } from './send-limit'

/** What is consumed, and the words for a caller who has had too much of it. */
export interface Spending {
  readonly what: string
  /** What to do once the time is over. */
  readonly then: string
  /** Names allowances of its own, of the sender and of the address, for what must not use up those of messages. */
  readonly apart?: string
}

/** Consumes one of the allowance of a sender and one of their address's. @throws ParleyError `rate_limited`, which says how long to wait */
export async function spend(limit: Pick<SendLimit, 'take'>, sender: string, address: string, { what, then, apart }: Spending): Promise<void> {
  const allowance = apart === undefined ? await limit.take(sender, address) : await limit.take(`${apart}:${sender}`, `${apart}:${address}`)
  if (allowance.allowed) return
  const { whose, retryAfterMs } = allowance
  const tooMany = whose === 'sender' ? `Too many ${what}.` : `Too many ${what} from your address: all who share it count together.`
  throw rateLimited(tooMany, then, retryAfterMs)
}

/** The refusal of a caller who was too fast. */
export function rateLimited(tooMany: string, then: string, retryAfterMs: number): ParleyError {
  const seconds = Math.max(1, Math.ceil(retryAfterMs / 1000))
  return new ParleyError('rate_limited', `${tooMany} Wait ${seconds} s and ${then}.`, Math.ceil(retryAfterMs))
}
