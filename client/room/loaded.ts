import type { HistoryPage, HistoryPlace } from '#shared/schemas/http'
import { applyHistory, olderThan } from './history'
import { createPager } from './pager'
import type { Part } from './part'
import { EMPTY_TIMELINE, trimTimeline, type Timeline } from './timeline'

/** Most messages of one list. A reader who goes on upwards has a part of their own from there on. */
const LIST_MAX = 4_000
/** Messages that the list keeps at its newest end then. */
const TAIL_KEPT = 1_000

type Parts = typeof import('./part')

/**
 * The code that works on parts. It is loaded when a reader needs it: the first page does not wait for it. Null without
 * a network.
 */
function loadParts(): Promise<Parts | null> {
  return import('./part').catch(() => null)
}

/** The list of a part, for what works on lists. External lines are at the newest end. */
function listOf({ messages, notices, from, older }: Part, tail: Timeline): Timeline {
  return { ...tail, messages, notices, from, older, live: [] }
}

export interface LoadedDeps {
  /** Null if the request failed. */
  fetchPage(place: HistoryPlace): Promise<HistoryPage | null>
  /** The user's mark. */
  mark(): number | null
  /** Pages came, or the list is another one: `log`. Only how far a page is: `view`. */
  changed(what: 'log' | 'view'): void
}

export type Loaded = ReturnType<typeof createLoaded>

/**
 * What is loaded of a room's log: the list that follows the log, and beside it the part around a reader who is far from
 * its newest end. Both meet when the reader comes down to it.
 */
export function createLoaded(deps: LoadedDeps) {
  let tail: Timeline = EMPTY_TIMELINE
  let part: Part | null = null
  /** There before any part. */
  let parts: Parts | null = null
  /** The list was replaced: what the part missed meanwhile is not known. It is shown until it is read anew. */
  let stale = false
  /** Grows with each other part: what was asked for before belongs to the one before. */
  let generation = 0
  /** Grows when the list is replaced: a page that was asked for before may lack edits and deletions since. */
  let replacements = 0
  /** The `generation` for which a page around a place is on its way; 0 where none is. */
  let reading = 0

  function shown(): Timeline {
    return part ? listOf(part, tail) : tail
  }

  /** A part that has nothing left, or comes down to the list, is not needed any more. */
  function settle(): void {
    if (!part || !parts || stale) return
    const whole = parts.joinedWith(part, tail)
    if (whole) tail = whole
    if (whole || part.messages.length === 0) leave()
  }

  function leave(): void {
    part = null
    stale = false
    generation++
  }

  function take(next: Part | null): void {
    part = next
    stale = false
    settle()
    deps.changed('log')
  }

  /** Answers whether the page came, and belongs to the list of now. */
  async function read(seq: number, orElse: () => void): Promise<boolean> {
    const known = tail.position?.seq
    if (known === undefined) return false
    const asked = ++generation
    const replacedBefore = replacements
    reading = asked
    const [page, loaded] = await Promise.all([deps.fetchPage({ around: seq }), parts ?? loadParts()])
    parts = loaded
    if (asked !== generation) return false
    reading = 0
    if (page && replacedBefore !== replacements) return read(seq, orElse)
    const next = page && parts && parts.partOf(page, tail, known)
    if (next) take(next)
    else orElse()
    return next !== null
  }

  /** Reads the part anew, where the user reads. */
  function renew(old: Part): void {
    const mark = deps.mark() ?? 0
    const isHere = mark >= old.from && mark <= old.upTo
    void read(isHere ? mark : Math.round((old.from + old.upTo) / 2), () => take(null))
  }

  /** Shows the upper end of a list that became too long; with the next page, where that can't be done yet. */
  function split(): void {
    if (!parts) return void loadParts().then(loaded => (parts = loaded))
    part = parts.oldestPart(tail)
    tail = trimTimeline(tail, TAIL_KEPT)
  }

  const older = createPager({
    next() {
      const before = olderThan(shown())
      return before === null ? null : { before, generation, replacements }
    },
    fetchPage: ({ before }) => deps.fetchPage({ before }),
    apply(asked, page) {
      if (asked.generation !== generation || asked.replacements !== replacements) return
      if (part && parts) part = parts.withOlder(part, tail, asked.before, page)
      else tail = applyHistory(tail, asked.before, page)
      if (!part && tail.messages.length > LIST_MAX) split()
      deps.changed('log')
    },
    changed: () => deps.changed('view'),
  })

  const newer = createPager({
    next: () => part && !stale && tail.position ? { after: part.upTo, known: tail.position.seq, generation } : null,
    fetchPage: ({ after }) => deps.fetchPage({ after }),
    apply(asked, page) {
      if (asked.generation !== generation || !part || !parts) return
      part = parts.withNewer(part, tail, asked.after, page, asked.known)
      settle()
      deps.changed('log')
    },
    changed: () => deps.changed('view'),
  })

  return {
    /** The list that follows the log. */
    tail: (): Timeline => tail,
    /** The part around the reader; null where the list is shown. */
    part: (): Part | null => part,
    /** The same, if nothing of it can be missing. */
    surePart: (): Part | null => stale ? null : part,
    shown,
    olderStatus: older.status,
    newerStatus: newer.status,
    loadOlder: older.load,
    loadNewer: newer.load,
    /** Shows the messages on both sides of a `seq`. Answers whether they are shown. */
    openAt: (seq: number): Promise<boolean> => read(seq, () => part && stale && renew(part)),
    /** Shows the newest messages, whatever is on its way. */
    toNewest(): void {
      const wasAway = part !== null
      leave()
      if (wasAway) deps.changed('log')
    },
    /**
     * The list is another one now; answers whether that is so.
     * @param isReplaced what the list had was dropped: it was not continued
     */
    become(next: Timeline, isReplaced = false): boolean {
      if (next === tail) return false
      if (isReplaced) replacements++
      const changes = next.remembered !== tail.remembered
      tail = next
      if (part && part.epoch !== tail.position?.epoch) leave()
      if (part && parts && changes) part = parts.withChanges(part, tail)
      if (part && isReplaced) {
        stale = true
        // The page that is on its way is asked for once more by itself.
        if (reading !== generation) renew(part)
      }
      settle()
      return true
    },
  }
}
