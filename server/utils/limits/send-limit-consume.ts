import { RateLimiterRes, type RateLimiterLike, type RateLimiterMemory } from 'rate-limiter-flexible'
import type { SendRate } from '../config/schema'
import type { Allowance, Refusal } from './send-limit'
import { ADDRESS_RATE_FACTOR } from './server-limits'

export const ALLOWED: Allowance = { allowed: true }

/** What all senders of one address may send together. */
export function addressRate({ messages, seconds }: SendRate): SendRate {
  return { messages: messages * ADDRESS_RATE_FACTOR, seconds }
}

/** Counts one with a limiter of the library, which refuses by rejecting with a `RateLimiterRes`. Gives what is to wait: 0 where it is allowed. Rejects when the limiter can not count. */
export async function consume(limiter: RateLimiterLike, key: string): Promise<number> {
  try {
    await limiter.consume(key)
    return 0
  }
  catch (refusal) {
    if (refusal instanceof RateLimiterRes) return Math.max(1, refusal.msBeforeNext)
    throw refusal
  }
}

/** The refusal of who has to wait; null for who has not. */
export function refusal(whose: Refusal['whose'], waitMs: number): Refusal | null {
  return waitMs > 0 ? { allowed: false, whose, retryAfterMs: Math.ceil(waitMs) } : null
}

/** What somebody whose allowance is used up has to wait. Takes nothing, and remembers nobody. */
async function knownWaitMs(limiter: RateLimiterMemory, key: string): Promise<number> {
  const counted = await limiter.get(key)
  return counted && counted.consumedPoints >= limiter.points ? counted.msBeforeNext : 0
}

export interface OwnLimiters {
  readonly senders: RateLimiterMemory
  readonly addresses: RateLimiterMemory
}

/**
 * Counts in this process, for the sender and their address, only what both may send: who goes on above their limit must not use up what others
 * beside them have, nor must others of their address use up a sender's own.
 */
export async function takeInTurn({ senders, addresses }: OwnLimiters, sender: string, address: string): Promise<Allowance> {
  return refusal('sender', await knownWaitMs(senders, sender))
    ?? refusal('address', await knownWaitMs(addresses, address))
    ?? refusal('sender', await consume(senders, sender))
    ?? refusal('address', await consume(addresses, address))
    ?? ALLOWED
}
