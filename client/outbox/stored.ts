import type { Clock } from '../environment'
import type { StoredItem } from '../store/store'
import { RETRY_LONGEST_MS, type OutboxItem } from './queue'

/**
 * An item as it is stored. The clock of `notBefore` begins anew with each page, so the end of the wait is stored by the clock of the
 * device, and beside it how long the wait is.
 */
export function toStored(item: OutboxItem, clock: Clock, author?: string): StoredItem {
  const waitMs = Math.max(0, item.notBefore - clock.elapsed())
  return { ...item, notBefore: waitMs === 0 ? 0 : clock.now() + waitMs, waitMs, ...(author !== undefined && { author }) }
}

/** The item of a stored one: what is left of its wait, and never more than the wait was, however the device's clock was set meanwhile. */
export function fromStored({ waitMs = RETRY_LONGEST_MS, author: _, ...item }: StoredItem, clock: Clock): OutboxItem {
  const left = Math.min(Math.max(0, item.notBefore - clock.now()), waitMs)
  return { ...item, notBefore: left === 0 ? 0 : clock.elapsed() + left }
}
