import type { Mark, Position } from '#shared/schemas/room'
import type { SharedValues } from '../environment'
import { firstMark, formatMark, isAfter, mergeMarks, parseMark, readUpTo, unreadFrom, type ReadMark } from './mark'

/** How far one user has read in one room, over reloads and in all tabs of the browser. */
export interface Reading {
  /** Null until the head of the room is first known. */
  mark(): ReadMark | null
  /** Takes over the stored mark, checked against the known head. */
  follow(head: Position): void
  /**
   * Like `follow`, and sets a first mark if there is none. Called when the server reported the head.
   * @param told the mark that the server keeps, if it keeps one. A mark of another log is worthless: passed on, it
   * would turn unread messages into read ones on all devices
   * @param isDirect in a direct room every message is for this user: without a mark none is read
   */
  settle(head: Position, told?: Mark, isDirect?: boolean): void
  /** To be called when the user's mark moved on another device. Returns whether that is news. */
  told(mark: Mark): boolean
  /** To be called when everything up to `seq` was seen. Returns whether that is news. */
  read(seq: number, head: number): boolean
  /** Marks the message with this `seq` and all later ones as unread, where no server keeps the mark. */
  unread(seq: number): void
}

export const READ_MARK_PREFIX = 'parley:read:'

/** The key of a user's mark for a room among the browser's shared values. */
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
      // Not stored: the server sends it again, and storing thousands of rooms would take a while.
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
