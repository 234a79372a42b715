import * as z from 'zod/mini'
import { positionSchema, type Position } from '#shared/schemas/room'

/** How far the person has read in a room. `seq` only grows while the epoch is the same. */
export type ReadMark = Position

/** A person who sees a room for the first time has nothing to catch up with: the whole history is not "new". */
export function firstMark(head: Position): ReadMark {
  return head
}

/** The mark moved up to `seq`, never down and never above the head. */
export function readUpTo(mark: ReadMark, seq: number, head: number): ReadMark {
  const next = Math.min(seq, head)
  return next > mark.seq ? { ...mark, seq: next } : mark
}

/**
 * Marks of two tabs, or of before and now: the further one. Of a log that began anew, the mark must not lie above its
 * head.
 */
export function mergeMarks(mark: ReadMark | null, other: ReadMark | null, head: Position): ReadMark | null {
  const valid = [mark, other].filter(one => one !== null).map(one => (
    one.epoch === head.epoch ? one : { epoch: head.epoch, seq: Math.min(one.seq, head.seq) }
  ))
  return valid.reduce<ReadMark | null>((further, one) => (further && further.seq >= one.seq ? further : one), null)
}

export function formatMark(mark: ReadMark): string {
  return JSON.stringify(mark)
}

/** Reads what an earlier visit or another tab wrote; null when it is damaged. */
export function parseMark(text: string | null): ReadMark | null {
  if (text === null) return null
  try {
    return z.parse(positionSchema, JSON.parse(text))
  }
  catch {
    return null
  }
}
