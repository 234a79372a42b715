import type { SendRate } from '../config/schema'
import type { Allowance, Refusal } from './send-limit'
import { ADDRESS_RATE_FACTOR } from './server-limits'
import type { WindowCount } from './window-count'

export const ALLOWED: Allowance = { allowed: true }

/** What all senders of one address may send together. */
export function addressRate({ messages, seconds }: SendRate): SendRate {
  return { messages: messages * ADDRESS_RATE_FACTOR, seconds }
}

/** The refusal of a sender who has to wait; null where there is nothing to wait for. */
export function refusal(whose: Refusal['whose'], waitMs: number): Refusal | null {
  return waitMs > 0 ? { allowed: false, whose, retryAfterMs: Math.ceil(waitMs) } : null
}

export interface OwnCounts {
  readonly senders: WindowCount
  readonly addresses: WindowCount
}

/**
 * Counts in this process, for the sender and their address, only what both may send: a sender above their limit must not use up what others
 * of the address have, nor must those others use up a sender's own.
 */
export function takeInTurn({ senders, addresses }: OwnCounts, sender: string, address: string): Allowance {
  return refusal('sender', senders.waitMs(sender))
    ?? refusal('address', addresses.waitMs(address))
    ?? refusal('sender', senders.consume(sender))
    ?? refusal('address', addresses.consume(address))
    ?? ALLOWED
}
