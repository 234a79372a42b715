import type { Clock } from '../environment'
import type { StoredItem } from '../store/store'
import type { OutboxItem } from './item'
import { RETRY_LONGEST_MS } from './queue'

/**
 * A command as it is stored. The clock of `notBefore` begins anew with each page. So the end of the wait is stored by
 * the device's clock, together with the length of the wait.
 */
export function toStored(item: OutboxItem, clock: Clock, author?: string): StoredItem {
  const waitMs = Math.max(0, item.notBefore - clock.elapsed())
  const notBefore = waitMs === 0 ? 0 : clock.now() + waitMs
  return { ...recordOf(item), notBefore, waitMs, ...(author !== undefined && { author }) }
}

/**
 * A stored message has its text where older versions of the page look for it. They know no changes and would send the
 * text of an edit as a message. So a change keeps its text elsewhere: older versions find a record without text and
 * skip it.
 */
function recordOf(item: OutboxItem) {
  const { clientId, room, at, order, state, error, tries, notBefore, wired, ...content } = item
  const waiting = { clientId, room, at, order, state, error, tries, notBefore, wired }
  if ('target' in content) return { ...waiting, change: content }
  const { kind: _, ...message } = content
  return { ...waiting, ...message }
}

/**
 * The command of a stored record. Its wait is what remains of it, and never longer than it was, however the device's
 * clock was set meanwhile.
 */
export function fromStored(stored: StoredItem, clock: Clock): OutboxItem {
  const { waitMs = RETRY_LONGEST_MS } = stored
  const left = Math.min(Math.max(0, stored.notBefore - clock.now()), waitMs)
  return { ...contentOf(stored), notBefore: left === 0 ? 0 : clock.elapsed() + left }
}

function contentOf(stored: StoredItem): OutboxItem {
  const { waitMs: _, author: __, ...record } = stored
  if (!('change' in record)) return { ...record, kind: 'send' }
  const { change, ...waiting } = record
  return { ...waiting, ...change }
}
