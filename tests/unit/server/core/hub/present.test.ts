import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { KnownEvent } from '#shared/events'
import { messageSchema } from '#shared/events/message'
import { presentMessages, type PresentMessage } from '../../../../../server/core/hub/present'
import { Recent } from '../../../../../server/core/hub/recent'
import { encodeLogEvent } from '../../../../../server/core/wire/encode'
import { deleteEvent, editEvent, messageEvent } from '../../../../support/events'
import { MemoryLog } from '../../../../support/memory-log'

const ROOM = 'channel_1'

/** What a client reads of a page. */
const read = (page: readonly PresentMessage[]) => page.map(({ json }) => messageSchema.parse(JSON.parse(json)))

const EVE = { id: 'u_eve', name: 'Eve' }

/** One step of a room: who acts, what, and on which message, as a part of what there is. */
const stepArbitrary = fc.record({
  kind: fc.constantFrom('message', 'message', 'edit', 'edit', 'delete'),
  byEve: fc.boolean(),
  of: fc.double({ min: 0, max: 0.999, noNaN: true }),
})

function eventOf({ kind, byEve, of }: { kind: string, byEve: boolean, of: number }, seq: number): KnownEvent {
  const target = 1 + Math.floor(of * (seq - 1))
  const change = kind === 'edit' ? editEvent(seq, target) : deleteEvent(seq, target)
  const made = seq === 1 || kind === 'message' ? messageEvent(seq) : change
  return byEve ? { ...made, author: EVE } : made
}

describe('the newest messages of a room as they stand', () => {
  it('are what the log has, whatever was written, edited and deleted, and wherever memory begins', () => {
    const stepsArbitrary = fc.array(stepArbitrary, { minLength: 1, maxLength: 80 })
    fc.assert(fc.property(stepsArbitrary, fc.nat(80), fc.integer({ min: 1, max: 30 }), (steps, memory, count) => {
      const log = new MemoryLog()
      const recent = new Recent(0, Math.max(1, memory), 1_000_000)
      for (const [index, step] of steps.entries()) {
        const event = eventOf(step, index + 1)
        log.store(event)
        recent.push(encodeLogEvent(event))
        recent.settle(recent.last)
      }
      const older = log.messages(ROOM).filter(({ seq }) => seq <= recent.from)
      const page = presentMessages(recent.slice(recent.from, recent.last), older, count)
      expect(read(page)).toEqual(log.messages(ROOM).slice(-count))
    }))
  })

  it('are the same JSON as their events where none was changed', () => {
    const events = [messageEvent(1), messageEvent(2), editEvent(3, 2)].map(encodeLogEvent)
    const [first, second] = presentMessages(events, [], 10)
    expect(first).toBe(events[0])
    const edited = { seq: 2, text: 'edit 3', rev: 3, editedAt: events[2]?.event.at }
    expect(second && read([second])).toMatchObject([edited])
  })

  it('have the last text also where an edit of it came before memory begins', () => {
    const older = [{ ...messageEvent(1), text: 'edited', rev: 5, editedAt: 5 }]
    const page = read(presentMessages([encodeLogEvent(editEvent(6, 1))], older, 10))
    expect(page).toMatchObject([{ seq: 1, text: 'edit 6', rev: 6 }])
  })
})
