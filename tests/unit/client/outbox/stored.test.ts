import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { RETRY_LONGEST_MS } from '~/client/outbox/queue'
import { fromStored, toStored } from '~/client/outbox/stored'
import { outboxItemSchema } from '~/client/store/store'
import { ManualClock } from '../support/manual-clock'
import { deleteItem, editItem, item, olderStoredItem } from '../support/outbox'

const HOUR_MS = 3_600_000

/** A message that is to wait for 5 s, as it is stored, and the clock of the device. */
function storedWait() {
  const clock = new ManualClock()
  clock.advance(1_000_000)
  return { clock, stored: toStored(item('a', 1, { notBefore: clock.elapsed() + 5_000 }), clock) }
}

/** How long the page that reads it waits. The clock that can't be set begins anew with each page. */
function left(stored: ReturnType<typeof toStored>, now: number): number {
  const clock = new ManualClock()
  clock.setBy(now - clock.now())
  const { notBefore } = fromStored(stored, clock)
  return Math.max(0, notBefore - clock.elapsed())
}

describe('the wait of a stored message', () => {
  it('goes on after a reload for as long as is left of it', () => {
    const { clock, stored } = storedWait()
    expect(left(stored, clock.now() + 2_000)).toBe(3_000)
    expect(left(stored, clock.now() + 5_000)).toBe(0)
    expect(left(stored, clock.now() + HOUR_MS)).toBe(0)
  })

  // It was "sending" for an hour, over reloads.
  it('is never longer than it was, when the clock was an hour ahead and was then set right', () => {
    const { clock, stored } = storedWait()
    expect(left(stored, clock.now() - HOUR_MS)).toBe(5_000)
  })

  it('is bounded also in a record of a version that did not store how long it was', () => {
    const { clock, stored: { waitMs: _, ...old } } = storedWait()
    expect(left(old, clock.now() + 2_000)).toBe(3_000)
    expect(left(old, clock.now() - HOUR_MS)).toBe(RETRY_LONGEST_MS)
  })

  it('is none where the message does not wait', () => {
    const clock = new ManualClock()
    expect(toStored(item('a', 1), clock)).toMatchObject({ notBefore: 0, waitMs: 0 })
    expect(left(toStored(item('a', 1), clock), clock.now() - HOUR_MS)).toBe(0)
  })
})

/** The schema of the versions of the page that knew messages only: it passes over fields that it does not know. */
const olderSchema = z.object({
  clientId: z.string(),
  room: z.string(),
  text: z.string(),
  at: z.int(),
  order: z.number(),
  state: z.enum(['queued', 'failed']),
  error: z.nullable(z.string()),
  tries: z.int(),
  notBefore: z.number(),
  waitMs: z.optional(z.number()),
  wired: z._default(z.boolean(), true),
  author: z.optional(z.string()),
})

describe('a stored command', () => {
  const clock = new ManualClock()
  const all = [item('a', 1), editItem('b', 2, 7), deleteItem('c', 3, 8)]

  it.each(all)('is the same after a reload: $kind', (command) => {
    const stored = outboxItemSchema.parse(structuredClone(toStored(command, clock, 'Ada')))
    expect(fromStored(stored, clock)).toEqual(command)
  })

  it('is read by an older version of the page where it is a message, and passed over where it is not', () => {
    const read = all.map(command => olderSchema.safeParse(toStored(command, clock)).data)
    expect(read.map(one => one?.text)).toEqual(['text a', undefined, undefined])
  })

  it('a stored command of an older version of the page is a message', () => {
    const old = olderSchema.parse(olderStoredItem('a'))
    expect(fromStored(outboxItemSchema.parse(old), clock)).toMatchObject({ kind: 'send', text: 'one', wired: true })
  })
})
