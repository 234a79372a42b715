import type { SendRate } from '../config/schema'
import type { Allowance, Refusal } from './send-limit'
import { ADDRESS_RATE_FACTOR } from './server-limits'
import type { WindowCount } from './window-count'

export const ALLOWED: Allowance = { allowed: true }

/** The rate of all senders of one address together. */
export function addressRate({ messages, seconds }: SendRate): SendRate {
  return { messages: messages * ADDRESS_RATE_FACTOR, seconds }
}

/** The refusal of a sender that must wait; null if there is no wait. */
export function refusal(whose: Refusal['whose'], waitMs: number): Refusal | null {
  return waitMs > 0 ? { allowed: false, whose, retryAfterMs: Math.ceil(waitMs) } : null
}

export interface OwnCounts {
  readonly senders: WindowCount
  readonly addresses: WindowCount
}

/**
 * Consumes in this process, for the sender and the address, only what both limits allow. A sender above its limit must
 * not use up the limit of its address, nor the address that of the sender.
 */
export function consumeBoth({ senders, addresses }: OwnCounts, sender: string, address: string): Allowance {
  return refusal('sender', senders.waitMs(sender))
    ?? refusal('address', addresses.waitMs(address))
    ?? refusal('sender', senders.consume(sender))
    ?? refusal('address', addresses.consume(address))
    ?? ALLOWED
}
