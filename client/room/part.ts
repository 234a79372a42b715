import type { HistoryPage } from '#shared/schemas/http'
import { mergeNotices } from '#shared/events/notice'
import { applyHistory } from './history'
import { mergeMessages } from './merge'
import { applyRemembered } from './remembered'
import type { Timeline } from './timeline'

/** Most messages of a part. Above it, messages far from the reader are dropped; scrolling back loads them again. */
export const PART_MAX = 1_000

/**
 * A part of a room's log away from its newest end: what a reader has around them. It goes both ways, until it meets the
 * list that follows the log.
 */
export interface Part extends Pick<Timeline, 'messages' | 'notices' | 'from' | 'older'> {
  readonly epoch: string
  /** It has every message of the log from `from` up to this `seq`. */
  readonly upTo: number
}

/**
 * A page of messages on both sides of a place.
 *
 * @param known the client's `seq` when it asked: a last page goes at least so far
 * @returns null for a page of another log
 */
export function partOf(page: HistoryPage, tail: Timeline, known: number): Part | null {
  const { position, remembered } = tail
  if (position?.epoch !== page.epoch) return null
  const messages = heard(page.messages, position.seq)
  return {
    epoch: page.epoch,
    messages: applyRemembered(mergeMessages([], messages), remembered),
    notices: mergeNotices([], heard(page.notices ?? [], position.seq)),
    from: page.older ? messages[0]?.seq ?? position.seq + 1 : 1,
    older: page.older,
    upTo: endOf(page, known, position.seq),
  }
}

/** The part with an older page on top. A page that does not meet it is dropped. */
export function withOlder(part: Part, tail: Timeline, before: number, page: HistoryPage): Part {
  const list = { ...tail, ...part }
  const next = applyHistory(list, before, page)
  if (next === list) return part
  const { messages, notices, from, older } = next
  return oldestOf({ ...part, messages, notices, from, older })
}

/** The part with a newer page below. A page that does not meet it is dropped. */
export function withNewer(part: Part, tail: Timeline, after: number, page: HistoryPage, known: number): Part {
  const { position, remembered } = tail
  if (part.upTo !== after || part.epoch !== page.epoch || !position) return part
  const isBelow = ({ seq }: { readonly seq: number }) => seq > after
  const messages = heard(page.messages, position.seq).filter(isBelow)
  const notices = heard(page.notices ?? [], position.seq).filter(isBelow)
  return newestOf({
    ...part,
    messages: mergeMessages(part.messages, applyRemembered(messages, remembered)),
    notices: mergeNotices(part.notices, notices),
    upTo: Math.max(after, endOf(page, known, position.seq)),
  })
}

/** The part after the changes that the list knows. */
export function withChanges(part: Part, { remembered }: Timeline): Part {
  const messages = applyRemembered(part.messages, remembered)
  return messages === part.messages ? part : { ...part, messages }
}

/** The list that goes on above with the part; null where messages are missing between them. */
export function joinedWith(part: Part, tail: Timeline): Timeline | null {
  if (part.upTo < tail.from - 1) return null
  const isAbove = ({ seq }: { readonly seq: number }) => seq < tail.from
  return {
    ...tail,
    messages: [...part.messages.filter(isAbove), ...tail.messages],
    notices: mergeNotices(part.notices.filter(isAbove), tail.notices),
    from: Math.min(part.from, tail.from),
    older: part.from < tail.from ? part.older : tail.older,
  }
}

/** What is loaded of a list that became too long for one: its oldest part. */
export function oldestPart(list: Timeline): Part | null {
  const { position, messages, notices, from, older } = list
  if (!position) return null
  return oldestOf({ epoch: position.epoch, messages, notices, from, older, upTo: position.seq })
}

function oldestOf(part: Part): Part {
  if (part.messages.length <= PART_MAX) return part
  const messages = part.messages.slice(0, PART_MAX)
  const upTo = messages.at(-1)?.seq ?? part.upTo
  return { ...part, messages, notices: part.notices.filter(({ seq }) => seq <= upTo), upTo }
}

function newestOf(part: Part): Part {
  if (part.messages.length <= PART_MAX) return part
  const messages = part.messages.slice(-PART_MAX)
  const from = messages[0]?.seq ?? part.from
  return { ...part, messages, notices: part.notices.filter(({ seq }) => seq >= from), from, older: true }
}

/** What the stream has brought by now; it brings the rest itself. */
function heard<One extends { readonly seq: number }>(all: readonly One[], head: number): readonly One[] {
  return all.filter(({ seq }) => seq <= head)
}

function endOf(page: HistoryPage, known: number, head: number): number {
  const last = page.messages.at(-1)?.seq ?? 0
  return Math.min(head, page.newer ? last : Math.max(last, known))
}
