import type { HeadOfRoom, ServerEvent } from '#shared/schemas/frames'
import type { Position, RoomState } from '#shared/schemas/room'
import type { Cancel, Clock } from '../environment'
import type { Counts } from './counts'
import type { Divider } from './divider'
import type { Head } from './head'
import { isAfter, markOf, NO_MARK, UNSEEN } from './mark'
import type { ReadReport } from './read-report'
import type { Reading } from './reading'
import type { RoomReport } from './report'

/** How long another device must read nothing before the client asks for the unread count. */
const ASK_AFTER_MS = 3_000

/** The user's mark, and the unread messages after it. */
type Moved = Pick<Extract<ServerEvent, { type: 'read' }>, 'seq' | 'generation' | 'unread' | 'mentions' | 'head'>

export interface MarksDeps {
  readonly clock: Clock
  readonly head: Head
  readonly room: RoomReport
  readonly reading: Reading
  readonly readReport: ReadReport
  readonly counts: Counts
  readonly divider: Divider
  /** The position in the list. */
  position(): Position | null
  /** Whether the server keeps the user's marks, though it may have none of this room yet. */
  keepsMarks(): boolean
  isJoined(): boolean
  isThere(): boolean
  /** Joins once more: the answer has the unread count. */
  join(): void
  changed(what: 'log' | 'view'): void
}

export type Marks = ReturnType<typeof createMarks>

/** How far the user has read in one room: here, in other tabs and on other devices, and as the server keeps it. */
export function createMarks(deps: MarksDeps) {
  const { head, room, reading, readReport, counts, divider } = deps
  let cancelAsking: Cancel = () => {}
  /** Whether the server keeps the user's marks. */
  let keepsMarks = false
  /** Messages were marked as unread here: until the room is opened again, messages in view do not count as read. */
  let held = false
  /** The client sent its mark to the server, which had counted from an earlier one. */
  let toldBefore = false

  /** The server reported the end of the log. */
  function settle(position: Position): void {
    head.raise(position)
    reading.settle(position, counts.markIn(position.epoch), room.info().kind === 'direct')
    counts.recount()
  }

  /** Once all missed messages are there, the list's own count is the best. */
  function arrive(): void {
    if (!deps.isThere()) return
    counts.arrived()
    divider.decide(counts.isUnreadAbove)
  }

  function tell(): void {
    const mark = reading.mark()
    if (mark) readReport.read(markOf(mark))
  }

  /** Asks the server for the unread count. Without a connection, the next join asks. */
  function ask(): void {
    if (deps.isJoined() && counts.mustAsk()) deps.join()
  }

  /** Asks for the unread count once the other device rests: it reads line by line, and each answer is a page. */
  function askLater(): void {
    cancelAsking()
    if (counts.mustAsk()) cancelAsking = deps.clock.after(ASK_AFTER_MS, deps.join)
  }

  /**
   * Whether the server counted from an earlier mark than the client's: then the client sends its mark first, and the
   * server counts again.
   */
  function isBehind(marked: number | undefined, generation: number): boolean {
    const mark = reading.mark()
    const behind = !toldBefore && marked !== undefined && mark !== null && isAfter(mark, { seq: marked, generation })
    if (behind) readReport.flush()
    toldBefore = behind
    return behind
  }

  /** Moves the divider above the messages that the user marked as unread. */
  function becameUnread(): void {
    counts.recount()
    ask()
    divider.opened(reading.mark())
    arrive()
    deps.changed('log')
  }

  return {
    settle,
    arrive,
    becameUnread,
    keepsMarks: () => keepsMarks,
    /** The server reported the room, whole or what changed of it. */
    is({ epoch, lastSeq, mark: seq, generation, unread, mentions = [] }: RoomState): void {
      const mark = seq === undefined ? undefined : { seq, generation: generation ?? 0 }
      const position = { epoch, seq: lastSeq }
      counts.reported(position, mark, unread)
      keepsMarks = mark !== undefined || generation !== undefined || deps.keepsMarks()
      settle(position)
      if (unread !== undefined) counts.mentionsTold(position, mark?.seq ?? 0, mentions)
      if (deps.isJoined()) askLater()
      divider.found(reading.mark())
      arrive()
      readReport.settle(mark, keepsMarks, room.info().kind === 'direct' ? NO_MARK : UNSEEN)
      tell()
      deps.changed('view')
    },
    /** There is a new connection, and the server knows nothing of the room and the user that this side does not. */
    isSame(): void {
      readReport.settle(counts.mark(), keepsMarks)
      tell()
    },
    /**
     * The server says what came in a room that is not joined. False where that can't be put to what is known here: then
     * the server has to count.
     */
    heads(told: HeadOfRoom): boolean {
      const { head: seq, mark: marked, generation = 0, mentions = [], edited = [] } = told
      const known = head.get()
      if (deps.isJoined() || !known) return true
      if (told.last) room.setLine(told.last)
      if (!counts.continues(told) || isBehind(marked, generation)) return false
      const mark = marked === undefined ? counts.mark() : { seq: marked, generation }
      const position = { epoch: known.epoch, seq }
      const unread = counts.heads(position, mark, told)
      settle(position)
      if (told.unread === undefined) counts.quiet(seq, edited)
      else counts.mentionsTold(position, marked ?? 0, mentions)
      room.follow(() => ({
        lastSeq: seq,
        unread,
        mentions: [...counts.mentioning()],
        ...(mark && { mark: mark.seq, generation: mark.generation }),
      }))
      deps.changed('view')
      return true
    },
    read(seq: number): void {
      const end = head.get()
      if (held || !end || !reading.read(seq, end.seq)) return
      counts.recount()
      ask()
      tell()
      deps.changed('log') // the unread count is stored with the list
    },
    /** From now on messages in view do not count as read, or do so again. */
    hold(isHeld: boolean): void {
      held = isHeld
    },
    opened(): void {
      held = false
      divider.opened(reading.mark())
      arrive()
      deps.changed('view')
    },
    /** Marks everything from `seq` on as unread, where the server keeps no marks. */
    unreadHere(seq: number): void {
      reading.unread(seq)
      becameUnread()
    },
    /** The user's mark moved on another device; `unread` messages of others follow, counted up to `counted`. */
    moved({ unread, mentions: seqs = [], head: counted, ...told }: Moved): void {
      const mark = markOf(told)
      const end = head.get()
      if (!end || !reading.told(mark)) return
      counts.mentionsMoved({ at: { epoch: end.epoch, seq: counted ?? end.seq }, mark: mark.seq, seqs })
      readReport.settle(mark, true)
      counts.moved(mark, unread, counted === undefined ? null : { epoch: end.epoch, seq: counted })
      const { seq, generation } = mark
      room.follow(({ lastSeq }) => ({
        mark: seq,
        generation,
        unread,
        mentions: [...seqs],
        lastSeq: counted ?? lastSeq,
      }))
      if (deps.isThere() && counted === deps.position()?.seq) counts.movedInList(unread)
      else counts.recount()
      if (deps.isJoined()) askLater()
      deps.changed('log')
    },
    /** Reports the pending read mark now. */
    flush: readReport.flush,
    reportRefused: readReport.refused,
    lost: readReport.lost,
    /** The room is not joined any more: the server counts for it. */
    left: () => cancelAsking(),
    /** The list was restored from the store. */
    restored(): void {
      const end = head.get()
      if (end) reading.follow(end)
    },
    /** Another tab may have moved the mark. */
    followReading(): void {
      const end = head.get()
      if (!end) return
      reading.follow(end)
      counts.recountRoughly()
      ask()
      deps.changed('view')
    },
  }
}
