import type { SendRate } from '../config/schema'
import type { SendLimit } from './send-limit'
import { addressRate, consumeBoth, type OwnCounts } from './send-limit-consume'
import { WindowCount } from './window-count'

/**
 * Counts in this process: `messages` per window of `seconds`, which begins with the first message after the last one.
 */
export function memoryCount({ messages, seconds }: SendRate): WindowCount {
  return new WindowCount(messages, seconds * 1_000)
}

export function ownCounts(rate: SendRate): OwnCounts {
  return { senders: memoryCount(rate), addresses: memoryCount(addressRate(rate)) }
}

export function createMemorySendLimit(rate: SendRate): SendLimit {
  const own = ownCounts(rate)
  return {
    take: async (sender, address) => consumeBoth(own, sender, address),
    close: async () => {},
  }
}
