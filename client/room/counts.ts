import type { HeadOfRoom } from '#shared/schemas/frames'
import type { Mark, Position } from '#shared/schemas/room'
import type { CachedRoom } from '../store/store'
import { createUnreadCounter, type CounterDeps } from './counter'
import { isAfter, NO_MARK } from './mark'
import { createMentioned, type MentionedDeps, type ToldMentions } from './mentioned'
import type { LogEntry } from './timeline'

export interface CountsDeps extends CounterDeps, Pick<MentionedDeps, 'isBlocked'> {
  isJoined(): boolean
  /** Whether all missed messages are in the list. */
  isThere(): boolean
}

/** What the server counted: up to `position`, from `mark` on. */
interface Told {
  readonly position: Position
  readonly mark?: Mark | undefined
  readonly unread?: number | undefined
}

export type Counts = ReturnType<typeof createCounts>

/** What is unread in one room: counted in the list, or by the server while the list is missing or behind. */
export function createCounts(deps: CountsDeps) {
  let told: Told | null = null
  /** The mark from which the answer to the last `join` counts. */
  let joinedFrom = 0
  const counter = createUnreadCounter(deps)
  const mentioned = createMentioned({
    me: deps.me, isBlocked: deps.isBlocked, mark: () => deps.mark()?.seq ?? null,
  })

  function mustAsk(): boolean {
    return counter.mustAsk() || mentioned.mustAsk()
  }

  function unread(): number {
    const mark = deps.mark()
    if (deps.isThere() || told?.unread === undefined || !mark) return counter.count()
    return Math.min(told.unread, Math.max(0, told.position.seq - mark.seq))
  }

  /** The server counted from an earlier mark than the client's: some of that may be read. */
  function isOutdated(): boolean {
    const mark = deps.mark()
    return Boolean(told?.unread && mark && isAfter(mark, told.mark ?? NO_MARK))
  }

  /** Up to here it is known what is unread; null where it is not known. */
  function countedUpTo(): number | null {
    if (told?.unread !== undefined) return isOutdated() ? null : told.position.seq
    return mustAsk() ? null : deps.list().position?.seq ?? null
  }

  /** What was counted is right still: the server said nothing of that, nor of another mark. */
  function stays(epoch: string, mark: Mark | undefined): boolean {
    if (deps.isJoined() || told?.unread === undefined || told.position.epoch !== epoch) return false
    return mark?.seq === told.mark?.seq && mark?.generation === told.mark?.generation
  }

  return {
    unread,
    countedUpTo,
    mustAsk,
    /** Never more than what is unread, which may be worked out a moment later. */
    mentions(): number {
      const mark = deps.mark()
      return mark ? Math.min(unread(), mentioned.above(mark.seq)) : 0
    },
    isUnreadAbove: counter.isUnreadAbove,
    /** The server's mark, as it was last reported. */
    mark: (): Mark | undefined => told?.mark,
    /** The mark that the server keeps for this log. */
    markIn: (epoch: string): Mark | undefined => told?.position.epoch === epoch ? told.mark : undefined,
    mentioning: (): readonly number[] => mentioned.kept()?.seqs ?? [],
    kept: (from: number) => ({ unread: counter.kept(from), mentions: mentioned.kept() }),

    recount: counter.recount,
    recountRoughly: counter.recountRoughly,
    heard(events: readonly LogEntry[]): void {
      counter.heard(events)
      mentioned.heard(events)
    },
    /** All missed messages are there: the list's own count is the best. */
    arrived(): void {
      if (told?.unread !== undefined) told = { ...told, unread: undefined }
    },
    /** The mark for the `join` that is sent now. */
    markToJoin(): number | null {
      const mark = counter.markToJoin()
      joinedFrom = mark ?? Infinity
      return mark
    },
    /** The list was replaced by the answer to that `join`. */
    replaced: counter.replaced,
    mentionsReplaced(at: Position, seqs: readonly number[] = []): void {
      mentioned.replaced({ at, mark: Math.min(joinedFrom, at.seq), seqs })
    },
    /** The list was restored from the store. */
    listRestored: counter.restored,
    /** What was kept with the messages is as new as the list of rooms, or newer. */
    restored(cached: CachedRoom): void {
      if (cached.mentions) mentioned.told({ at: cached.position, ...cached.mentions })
      const { position } = deps.list()
      const isNewer = position?.epoch === told?.position.epoch && (position?.seq ?? 0) >= (told?.position.seq ?? 0)
      if (told && cached.unread && isNewer) told = { ...told, unread: undefined }
    },

    /** The server reported the room. */
    reported(position: Position, mark: Mark | undefined, unread: number | undefined): void {
      if (unread !== undefined || !stays(position.epoch, mark)) told = { position, mark, unread }
    },
    mentionsTold(at: Position, mark: number, seqs: readonly number[]): void {
      mentioned.told({ at, mark, seqs })
    },
    /** Whether this can be put to what is known here: else the server has to count. */
    continues: ({ unread: counted, others, from }: HeadOfRoom): boolean =>
      counted !== undefined || (others !== undefined && from === countedUpTo()),
    /** The server reported what came in a room that is not joined. Answers what is unread now. */
    heads(position: Position, mark: Mark | undefined, { unread: counted, others = 0 }: HeadOfRoom): number {
      const next = counted ?? unread() + others
      told = { position, mark, unread: next }
      return next
    },
    quiet: mentioned.quiet,
    mentionsMoved: (moved: ToldMentions): void => mentioned.moved(moved),
    /** The mark moved on another device; the server counted up to `counted`. */
    moved(mark: Mark, unread: number, counted: Position | null): void {
      if (!deps.isJoined() && counted) told = { position: counted, mark, unread }
      else if (told) told = { ...told, mark, unread: told.unread === undefined ? undefined : unread }
    },
    /** The same: the server counted up to the end of the list. */
    movedInList: counter.told,
  }
}
