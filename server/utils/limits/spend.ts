import { ParleyError } from '../errors/parley-error'
import type { SendLimit } from './send-limit'

/** How a caller is told what there was too much of, and what to do once the time is over. */
export interface Spending {
  readonly what: string
  readonly then: string
}

/** Takes one of the allowances of a sender and of their address. @throws ParleyError `rate_limited`, which says what to wait */
export async function spend(limit: Pick<SendLimit, 'take'>, sender: string, address: string, { what, then }: Spending): Promise<void> {
  const allowance = await limit.take(sender, address)
  if (allowance.allowed) return
  const { whose, retryAfterMs } = allowance
  const tooMany = whose === 'sender' ? `Too many ${what}.` : 'Too many messages from your address: all who share it count together.'
  throw rateLimited(tooMany, then, retryAfterMs)
}

/** The refusal of who was too fast. */
export function rateLimited(tooMany: string, then: string, retryAfterMs: number): ParleyError {
  const seconds = Math.max(1, Math.ceil(retryAfterMs / 1000))
  return new ParleyError('rate_limited', `${tooMany} Wait ${seconds} s and ${then}.`, retryAfterMs)
}
