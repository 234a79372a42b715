import * as z from 'zod/mini'
import { positionSchema, seqSchema, type Mark, type Position } from '#shared/schemas/room'

const readMarkSchema = z.extend(positionSchema, { generation: z.optional(seqSchema) })

/**
 * How far the user has read in a room. Within a `generation` (0 if absent), `seq` only grows while the epoch is the
 * same. Marking messages as unread begins a later generation.
 */
export type ReadMark = z.infer<typeof readMarkSchema>

/** Where the server has no mark of the user, nothing is read. */
export const NO_MARK: Mark = { seq: 0, generation: 0 }

/**
 * Stands for the missing mark where a user who sees the room for the first time has missed nothing. It lies before any
 * mark that the client takes there, also that of a room without messages: so the client reports its mark.
 */
export const UNSEEN: Mark = { seq: -1, generation: 0 }

/** A user who sees a room for the first time has missed nothing: the history is not "new". */
export function firstMark(head: Position): ReadMark {
  return head
}

/** The mark as the server has it. */
export function markOf({ seq, generation = 0 }: Pick<ReadMark, 'seq' | 'generation'>): Mark {
  return { seq, generation }
}

/** Whether a mark replaces another one of the same log. */
export function isAfter(
  mark: Pick<ReadMark, 'seq' | 'generation'>,
  before: Pick<ReadMark, 'seq' | 'generation'>,
): boolean {
  const [left, right] = [markOf(mark), markOf(before)]
  return left.generation === right.generation ? left.seq > right.seq : left.generation > right.generation
}

/** The mark moved up to `seq`, never down and never above the head. */
export function readUpTo(mark: ReadMark, seq: number, head: number): ReadMark {
  const next = Math.min(seq, head)
  return next > mark.seq ? { ...mark, seq: next } : mark
}

/** The mark before this message, which the user wants to see as unread again. */
export function unreadFrom(mark: ReadMark, seq: number): ReadMark {
  return { ...mark, seq: Math.min(mark.seq, seq - 1), generation: markOf(mark).generation + 1 }
}

/**
 * Merges the marks of two tabs, or of before and now: the further one counts, or that of the later generation. In a log
 * that began anew, the mark must not lie above the head.
 */
export function mergeMarks(mark: ReadMark | null, other: ReadMark | null, head: Position): ReadMark | null {
  const valid = [mark, other].filter(one => one !== null).map(one => (
    one.epoch === head.epoch ? one : { ...one, epoch: head.epoch, seq: Math.min(one.seq, head.seq) }
  ))
  return valid.reduce<ReadMark | null>((last, one) => (last && !isAfter(one, last) ? last : one), null)
}

export function formatMark(mark: ReadMark): string {
  return JSON.stringify(mark)
}

/** Parses a mark of an earlier visit or another tab; null if it is damaged. */
export function parseMark(text: string | null): ReadMark | null {
  if (text === null) return null
  try {
    return z.parse(readMarkSchema, JSON.parse(text))
  }
  catch {
    return null
  }
}
