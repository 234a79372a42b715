import type { Mark, Position } from '#shared/schemas/room'
import type { SharedValues } from '../environment'
import { firstMark, formatMark, isAfter, mergeMarks, parseMark, readUpTo, unreadFrom, type ReadMark } from './mark'

/** How far one person has read in one room, over reloads and in all tabs of the browser. */
export interface Reading {
  /** Null until the head of the room is known for the first time. */
  mark(): ReadMark | null
  /** Takes over what the store says, judged by the head that is known now. */
  follow(head: Position): void
  /**
   * What `follow` does, and a first mark where there is none: called when the server has told the head.
   *
   * @param told the mark that the server keeps, where it keeps one. A mark of another log is then worth nothing: passed
   *   on, it would take unread messages for read on all devices
   * @param isDirect all of a direct talk was said to this user: without a mark nothing of it was read
   */
  settle(head: Position, told?: Mark, isDirect?: boolean): void
  /** The user's mark moved on another device. Answers whether that is news. */
  told(mark: Mark): boolean
  /** Everything up to `seq` was seen. Answers whether that is news. */
  read(seq: number, head: number): boolean
  /** The message with this `seq` is to be unread again, and all after it, where no server keeps the mark. */
  unread(seq: number): void
}

export const READ_MARK_PREFIX = 'parley:read:'

/** The place of a person's mark for a room among the browser's shared values. */
export function readMarkKey(user: string, room: string): string {
  return `${READ_MARK_PREFIX}${user}:${room}`
}

export function createReading(key: string, values: SharedValues): Reading {
  let mark: ReadMark | null = null

  function follow(head: Position): void {
    mark = mergeMarks(mark, parseMark(values.get(key)), head)
  }

  function keep(next: ReadMark): void {
    mark = next
    values.set(key, formatMark(next))
  }

  return {
    mark: () => mark,
    follow,
    settle(head, told, isDirect = false) {
      if (told === undefined) {
        follow(head)
        if (!mark) keep(isDirect ? { ...head, seq: 0 } : firstMark(head))
        return
      }
      const stored = parseMark(values.get(key))
      const here = [mark, stored].filter(one => one?.epoch === head.epoch)
      const kept = { ...told, epoch: head.epoch, seq: Math.min(told.seq, head.seq) }
      // Not stored: the server says it again, and of thousands of rooms that would take a while.
      mark = here.reduce<ReadMark>((last, one) => one && isAfter(one, last) ? one : last, kept)
    },
    told(next) {
      if (!mark || !isAfter(next, mark)) return false
      keep({ ...next, epoch: mark.epoch })
      return true
    },
    read(seq, head) {
      if (!mark) return false
      const stored = parseMark(values.get(key))
      const further = mergeMarks(mark, stored, { epoch: mark.epoch, seq: head }) ?? mark
      const next = readUpTo(further, seq, head)
      const isNews = isAfter(next, mark)
      if (isNews) keep(next)
      return isNews
    },
    unread(seq) {
      if (mark) keep(unreadFrom(mark, seq))
    },
  }
}
