import * as z from 'zod/mini'
import { memberEvent } from './member'
import { roomEvent } from './room'

/** The kinds of events that are notices. */
export const NOTICES = { member: memberEvent, room: roomEvent } as const

/**
 * What happened to a private room itself: a quiet line among its messages, which is never unread. Channels, which
 * thousands join and leave, have none.
 */
export const noticeEventSchema = z.union(Object.values(NOTICES).map(({ schema }) => schema))
export type NoticeEvent = z.infer<typeof noticeEventSchema>

/** The same, as the log stores them. */
export const NOTICE_KINDS: readonly string[] = Object.keys(NOTICES)

/** Notices of both lists: in `seq` order, each once. There is nothing that would change one. */
export function mergeNotices(known: readonly NoticeEvent[], incoming: readonly NoticeEvent[]): readonly NoticeEvent[] {
  if (incoming.length === 0) return known
  const bySeq = new Map([...known, ...incoming].map(notice => [notice.seq, notice]))
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq)
}
