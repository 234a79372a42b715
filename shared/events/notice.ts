import * as z from 'zod/mini'
import { memberEventSchema } from './member'
import { roomEventSchema } from './room'

/**
 * What happened to a private room itself: a quiet line among its messages, which nobody has to read. Channels, which
 * thousands come to and leave, have none.
 */
export const noticeEventSchema = z.discriminatedUnion('type', [memberEventSchema, roomEventSchema])
export type NoticeEvent = z.infer<typeof noticeEventSchema>

/** Kinds of events that are notices, as the log stores them. */
export const NOTICE_KINDS = ['member', 'room'] as const satisfies readonly NoticeEvent['type'][]

/** Notices of both lists: in `seq` order, each once. There is nothing that would change one. */
export function mergeNotices(known: readonly NoticeEvent[], incoming: readonly NoticeEvent[]): readonly NoticeEvent[] {
  if (incoming.length === 0) return known
  const bySeq = new Map([...known, ...incoming].map(notice => [notice.seq, notice]))
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq)
}
