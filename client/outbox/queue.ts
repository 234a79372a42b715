import { COMMAND_KINDS } from '#shared/commands'
import type { ErrorCode } from '#shared/schemas/frames'
import { isChangeItem, textOf, type ChangeItem, type OutboxItem, type SendItem } from './item'

/*
 * The outbox of a user: commands that are not in the log yet, in the order in which they were given.
 * One command per room is on its way at a time. With more, a temporary refusal of the first (too fast, log not
 * writable) would let the second overtake it. A command that failed for good is stepped over, so that later ones go on.
 * Tried again, it keeps its old place in the queue, before the commands that wait there, and comes after what was sent
 * meanwhile in the log.
 */

const RETRY_FIRST_MS = 1_000
/** Longest wait that the client chooses by itself. */
export const RETRY_LONGEST_MS = 30_000

/** An `internal` error may concern only this message: after so many attempts the user decides. */
const INTERNAL_TRIES = 5

const TEMPORARY: ReadonlySet<ErrorCode> = new Set(['rate_limited', 'unavailable', 'internal'])

export function enqueue(items: readonly OutboxItem[], item: OutboxItem): readonly OutboxItem[] {
  return inOrder([...items.filter(one => one.clientId !== item.clientId), item])
}

/** After these refusals the log may have the message: its commit may have arrived without an answer. */
const UNCERTAIN: ReadonlySet<ErrorCode> = new Set(['unavailable', 'internal'])

/** The order that puts a new message behind all others. */
export function nextOrder(items: readonly OutboxItem[], now: number): number {
  return items.reduce((order, item) => Math.max(order, item.order + 1), now)
}

/** The command to send next in a room, now or at its `notBefore`. */
export function nextToSend(items: readonly OutboxItem[], room: string): OutboxItem | null {
  return items.find(item => item.room === room && item.state === 'queued') ?? null
}

/** Removes a command that was acknowledged, seen in the log, or discarded. */
export function settle(items: readonly OutboxItem[], clientId: string): readonly OutboxItem[] {
  return items.some(item => item.clientId === clientId) ? items.filter(item => item.clientId !== clientId) : items
}

/**
 * Records a refusal: temporary (the command waits and is sent again) or final (it is `failed`).
 *
 * @param now in ms of `Clock.elapsed`
 */
export function refuse<Item extends OutboxItem>(
  item: Item, error: ErrorCode, retryAfterMs: number, now: number, random: number,
): Item {
  const tries = item.tries + 1
  const wired = item.wired && UNCERTAIN.has(error)
  if (!TEMPORARY.has(error) || (error === 'internal' && tries >= INTERNAL_TRIES))
    return { ...item, state: 'failed', error, tries, wired }
  const backoff = Math.min(RETRY_LONGEST_MS, RETRY_FIRST_MS * 2 ** item.tries) * (1 + random) / 2
  const waitMs = error === 'rate_limited' && retryAfterMs > 0 ? retryAfterMs : Math.max(retryAfterMs, backoff)
  return { ...item, error, tries, wired, notBefore: now + Math.round(waitMs) }
}

/** The command after the user asked to retry it. */
export function retried(item: OutboxItem): OutboxItem {
  return { ...item, state: 'queued', error: null, tries: 0, notBefore: 0 }
}

/**
 * The message while the user edits it: it waits outside the queue, which goes on without it. Null if its text must not
 * change any more.
 */
export function held(item: SendItem): SendItem | null {
  return item.wired ? null : { ...item, state: 'failed', error: null }
}

/** The waiting changes of one message, in order. */
export function changesOf(items: readonly OutboxItem[], room: string, target: number): readonly ChangeItem[] {
  return items.filter(isChangeItem).filter(item => item.room === room && item.target === target)
}

/** Whether a command leaves nothing of its message, so that other changes of it need not be sent. */
export function ends(item: OutboxItem): boolean {
  return COMMAND_KINDS[item.kind].ends
}

/**
 * Changes that need not be sent, since a later one of the same message waits. Only those of one kind replace each
 * other, except for one that ends the message. A change that was given to a connection stays, so that it can't arrive
 * after the later one. A failed change is not sent anyway.
 */
export function superseded(items: readonly OutboxItem[], room: string): readonly ChangeItem[] {
  const waiting = items.filter(isChangeItem).filter(item => item.room === room)
  return waiting.filter((item, index) => {
    const isReplaced = waiting.slice(index + 1).some(later => (
      later.target === item.target && later.epoch === item.epoch
      && (later.kind === item.kind || ends(later) || ends(item))
    ))
    return isReplaced && (!item.wired || item.state === 'failed')
  })
}

/** The message with the user's new text, at its place in the queue. */
export function revised(item: SendItem, text: string): OutboxItem {
  return retried({ ...item, text })
}

/**
 * Merges the queue that another tab left in the store with this tab's unstored commands (`unsaved`) and with those that
 * are removed here but still stored (`removed`).
 */
export function adopt(
  items: readonly OutboxItem[],
  stored: readonly OutboxItem[],
  unsaved: ReadonlySet<string>,
  removed: ReadonlySet<string>,
): readonly OutboxItem[] {
  const mine = new Map(items.map(item => [item.clientId, item]))
  const kept = stored.filter(item => !removed.has(item.clientId) && !unsaved.has(item.clientId)).map((item) => {
    const known = mine.get(item.clientId)
    return known && isSame(known, item) ? known : item
  })
  return inOrder([...kept, ...items.filter(item => unsaved.has(item.clientId))])
}

/** Whether another tab changed nothing of it. The end of a wait is ignored: each reading computes it anew. */
function isSame(known: OutboxItem, stored: OutboxItem): boolean {
  const isSaid = textOf(known) === textOf(stored)
  return isSaid && known.state === stored.state && known.tries === stored.tries && known.wired === stored.wired
}

function inOrder(items: OutboxItem[]): readonly OutboxItem[] {
  return items.sort((a, b) => a.order - b.order || (a.clientId < b.clientId ? -1 : 1))
}
