import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isChange, type KnownEvent } from '#shared/events'
import type { HistoryPage } from '#shared/schemas/http'
import { applyHistory, olderThan } from '~/client/room/history'
import {
  EMPTY_TIMELINE, applyAcknowledged, applyChanges, applyEntries, applyJoined, messageOf, restoredTimeline, trimTimeline,
  type Joined, type LogEntry, type Timeline,
} from '~/client/room/timeline'
import { eventAt, readEvents, reduceLog, type Draft } from '../support/fake-log'
import { BOB, ME } from '../support/setup'

const ROOM = 'channel_1'
const PAGE = 4
const CACHED = 5

/** What may happen; the number chooses which. */
const step = fc.tuple(fc.constantFrom(
  'write', 'write', 'edit', 'delete', 'foreign', 'hear', 'hear', 'hear', 'hearOld', 'hearAhead', 'acknowledge',
  'askPage', 'bringPage', 'askReset', 'bringReset', 'trim', 'keep', 'reload',
), fc.nat(1_000))

type Act = typeof step extends fc.Arbitrary<[infer Name, number]> ? Name : never

/** A log that grows, and one list of it to which everything comes early, late, twice or not at all. */
function world() {
  const log: KnownEvent[] = []
  let timeline: Timeline = EMPTY_TIMELINE
  /** What was read from the log and is on its way. */
  let pages: { before: number, page: HistoryPage }[] = []
  let resets: Joined[] = []
  let kept: Timeline | null = null
  /** The messages that this list knows to be deleted: none of them may come back. */
  let deleted = new Set<number>()

  function append(draft: Draft): void {
    log.push(eventAt(ROOM, log.length + 1, draft))
  }

  function some<One>(from: readonly One[], number: number): One | undefined {
    return from[number % Math.max(1, from.length)]
  }

  function become(next: Timeline): void {
    timeline = next
    expect(timeline.messages.filter(({ seq }) => deleted.has(seq))).toEqual([])
  }

  function hear(entries: readonly LogEntry[]): void {
    const { timeline: next, applied } = applyEntries(timeline, entries)
    for (const event of applied) note(event)
    become(next)
  }

  function note(event: LogEntry): void {
    const target = deletedBy(event)
    if (target !== null) deleted.add(target)
  }

  /** Null: it is no deletion, or not by the author of the message. */
  function deletedBy(event: LogEntry): number | null {
    return event.type === 'delete' && log[event.target - 1]?.author.id === event.author.id ? event.target : null
  }

  /** The log as it was read at some moment between what this list knows and now. */
  function readAt(number: number): KnownEvent[] {
    const least = timeline.position?.seq ?? 0
    return log.slice(0, least + number % (log.length - least + 1))
  }

  function entriesOf(read: readonly KnownEvent[]): LogEntry[] {
    return readEvents(read).map(event =>
      event.type === 'redacted' ? { type: 'unknown', room: ROOM, seq: event.seq } : event,
    )
  }

  function change(type: 'edit' | 'delete', number: number): void {
    const message = some(reduceLog(log), number)
    if (!message) return
    const { author, seq: target } = message
    append(type === 'edit' ? { type, author, target, text: `text ${log.length + 1}` } : { type, author, target })
  }

  const acts: Record<Act, (number: number) => void> = {
    write: number => append({ type: 'message', author: number % 2 ? BOB : ME, text: `text ${log.length + 1}` }),
    edit: number => change('edit', number),
    delete: number => change('delete', number),
    /** A change by another user than the author, which no server takes: every list ignores it. */
    foreign(number) {
      const message = some(reduceLog(log), number)
      const author = message?.author.id === BOB.id ? ME : BOB
      if (message)
        append(
          number % 3
            ? { type: 'edit', author, target: message.seq, text: 'mischief' }
            : { type: 'delete', author, target: message.seq },
        )
    },
    hear(number) {
      const least = timeline.position?.seq ?? 0
      hear(entriesOf(readAt(number)).slice(least, least + 1 + number % 3))
    },
    hearOld: number => hear(entriesOf(log).slice(0, Math.min(timeline.position?.seq ?? 0, number % (log.length + 1)))),
    hearAhead: number => hear(entriesOf(log).slice((timeline.position?.seq ?? 0) + 1 + number % 3)),
    acknowledge(number) {
      const known = timeline.position?.seq
      const event = some(
        log.filter(({ author, seq }) => author.id === ME.id && (known === undefined || seq > known)),
        number,
      )
      if (!event || known === undefined) return
      if (event.type === 'message') return become(applyAcknowledged(timeline, messageOf(event)))
      if (event.type === 'delete') note(event)
      if (isChange(event)) become(applyChanges(timeline, [event]))
    },
    askPage(number) {
      const before = olderThan(timeline)
      if (before === null) return
      const above = reduceLog(readAt(number)).filter(({ seq }) => seq < before)
      pages.push({
        before,
        page: { room: ROOM, epoch: 'e1', messages: above.slice(-PAGE), older: above.length > PAGE },
      })
    },
    bringPage(number) {
      const one = some(pages, number) // and it may come again
      if (one) become(applyHistory(timeline, one.before, one.page))
    },
    askReset(number) {
      const read = readAt(number)
      const messages = reduceLog(read)
      resets.push({
        epoch: 'e1',
        head: read.length,
        mode: 'reset',
        page: messages.slice(-PAGE),
        older: messages.length > PAGE,
      })
    },
    bringReset() {
      const joined = resets.shift()
      if (!joined || joined.head < (timeline.position?.seq ?? 0)) return
      // As client/room/loaded.ts does: what was asked for before a list was replaced is dropped.
      pages = []
      become(applyJoined(timeline, joined))
    },
    trim: number => become(trimTimeline(timeline, 1 + number % 6)),
    keep() {
      kept = timeline.position && trimTimeline(timeline, CACHED)
    },
    reload() {
      if (!kept?.position) return
      const { position } = kept
      const known = deleted
      deleted = new Set(
        log
          .slice(0, position.seq)
          .map(deletedBy)
          .filter(target => target !== null)
          .filter(target => known.has(target)),
      )
      pages = []
      resets = []
      become(restoredTimeline({ position, messages: structuredClone(kept.messages), older: kept.older }))
    },
  }

  /** All that is left arrives, and the list is scrolled up to its beginning. */
  function finish(): void {
    if (!timeline.position) {
      const messages = reduceLog(log)
      become(
        applyJoined(timeline, {
          epoch: 'e1',
          head: log.length,
          mode: 'reset',
          page: messages.slice(-PAGE),
          older: messages.length > PAGE,
        }),
      )
    }
    hear(entriesOf(log))
    for (let before = olderThan(timeline); before !== null; before = olderThan(timeline)) {
      const above = reduceLog(log).filter(({ seq }) => seq < (before ?? 0))
      become(
        applyHistory(timeline, before, {
          room: ROOM,
          epoch: 'e1',
          messages: above.slice(-PAGE),
          older: above.length > PAGE,
        }),
      )
    }
  }

  return {
    act: (name: Act, number: number) => acts[name](number),
    finish,
    list: () => timeline.messages,
    expected: () => reduceLog(log),
  }
}

describe('a list to which pages of history, what was kept, the stream, acknowledgements and resets come in any order', () => {
  it('is the log as its edits and deletions have left it, and nothing that was deleted ever comes back', () => {
    fc.assert(fc.property(fc.array(step, { maxLength: 200, size: 'max' }), (steps) => {
      const { act, finish, list, expected } = world()
      for (const [name, number] of steps) act(name, number)
      finish()
      expect(list()).toEqual(expected())
    }), { numRuns: 500 })
  }, 60_000)
})
