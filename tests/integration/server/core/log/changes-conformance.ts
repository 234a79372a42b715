import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isNotice, type KnownEvent } from '#shared/events'
import { UNREAD_COUNT_MAX } from '#shared/limits'
import { eventOf, type EventDraft } from '../../../../../server/core/log/draft'
import type { LogDriver } from '../../../../../server/core/log/driver'
import { UnknownTargetError, UnstorableError } from '../../../../../server/core/log/log'
import { messagesOf } from '../../../../support/memory-log'
import { shrinksWithin } from '../../../../support/shrinking'
import type { Store } from './conformance'
import { deleteDraft, draft, drafts, editDraft, seqs } from './drafts'

const BO = { id: 'u2', name: 'Bo' }
const CY = { id: 'u3', handle: 'cy' }
const DI = { id: 'u4', handle: 'di' }
const GONE = { type: 'unknown', kind: 'redacted' }

const canaryEdit = () => editDraft('a', 1, { text: 'canary' })

/** What every driver of the log must do with edits and deletes. */
export function describeChanges(name: string, createStore: () => Promise<Store>): void {
  describe(`edits and deletes on ${name}`, () => {
    let store: Store
    let log: LogDriver

    beforeEach(async () => {
      store = await createStore()
      log = await store.open()
      await log.ensureRooms(['a', 'b'])
    })
    afterEach(() => log.close())

    /** In one commit, since they are handed over in one tick. */
    const together = (...all: EventDraft[]) => Promise.all(all.map(each => log.append(each)))

    async function append(each: EventDraft): Promise<KnownEvent> {
      return (await log.append(each)).event
    }

    const rows = async () => (await log.db.selectFrom('mention').select(['person', 'room', 'seq', 'author_id'])
      .orderBy('room').orderBy('seq').orderBy('person').execute())
      .map(({ person, room, seq, author_id }) => [person, room, seq, author_id])
    const texts = async () => (await log.before('a', null, 100)).map(({ text }) => text)

    describe('an edit', () => {
      it('takes the next seq, is read as it was answered, and changes its message', async () => {
        const { type: _type, ...message } = await append(draft('a'))
        const edit = await append(editDraft('a', 1, { text: 'better', clientId: 'c1' }))
        expect(edit).toMatchObject({ type: 'edit', seq: 2, target: 1, text: 'better', clientId: 'c1' })
        expect(await log.after('a', 1, 10)).toEqual([edit])
        const edited = { ...message, text: 'better', rev: 2, editedAt: edit.at }
        expect(await log.before('a', null, 10)).toEqual([edited])
        expect(await log.message('a', 1)).toEqual(edited)
      })

      it('the last of several edits stands, in one commit or in many', async () => {
        await together(draft('a'), draft('a'))
        const edits = [{ text: 'one' }, { text: 'two' }].map(each => editDraft('a', 1, each))
        await together(...edits, editDraft('a', 2, { text: 'other' }))
        expect(await texts()).toEqual(['two', 'other'])
        await append(editDraft('a', 1, { text: 'three' }))
        expect(await log.message('a', 1)).toMatchObject({ text: 'three', rev: 6 })
      })

      it('an edit of another author changes nothing, and its text is not kept', async () => {
        await append(draft('a', { text: 'mine' }))
        const edit = await append(editDraft('a', 1, { author: BO, text: 'canary' }))
        expect(edit).toMatchObject({ type: 'edit', seq: 2, text: '' })
        expect(await texts()).toEqual(['mine'])
        expect(await log.after('a', 1, 10)).toMatchObject([{ ...GONE, seq: 2 }])
        expect(await store.dump()).not.toContain('canary')
      })

      it('an edit of a message that retention removed takes its place and changes nothing', async () => {
        await together(draft('a'), draft('a'), draft('a'))
        await log.trim('a', 2)
        expect(await append(editDraft('a', 1, { text: 'canary' }))).toMatchObject({ seq: 4, text: '' })
        expect((await log.before('a', null, 10)).map(({ seq }) => seq)).toEqual([3])
        expect(await store.dump()).not.toContain('canary')
      })

      it('stays when retention removes its message, and goes with its own turn', async () => {
        await together(draft('a'), draft('a'))
        const edit = await append(editDraft('a', 1))
        await log.trim('a', 2)
        expect(await log.after('a', 0, 10)).toEqual([edit])
        await append(draft('a'))
        await log.trim('a', 3)
        expect((await log.after('a', 0, 10)).map(({ seq }) => seq)).toEqual([4])
      })

      it('an edit that can not be stored fails alone', async () => {
        await together(draft('a'), draft('a'))
        await store.refuse('unstorable')
        const sent = [draft('a'), editDraft('a', 1, { text: 'unstorable' }), editDraft('a', 2, { text: 'better' })]
        const outcomes = await Promise.allSettled(sent.map(append))
        expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
        expect(outcomes[1]).toMatchObject({ reason: expect.any(UnstorableError) })
        expect((await log.after('a', 2, 10)).map(({ type, seq }) => [type, seq])).toEqual([['message', 3], ['edit', 4]])
        expect(await log.message('a', 2)).toMatchObject({ text: 'better', rev: 4 })
      })

      it('is stored with the text that is published where an engine can not store the text as it is', async () => {
        await append(draft('a'))
        const edit = await append(editDraft('a', 1, { text: 'cut\0here, half a \uD83C pair' }))
        expect(edit).toMatchObject({ text: 'cut\uFFFDhere, half a \uFFFD pair' })
        expect(await log.after('a', 1, 10)).toEqual([edit])
        expect(await texts()).toEqual(['cut\uFFFDhere, half a \uFFFD pair'])
      })
    })

    describe('a delete', () => {
      it('removes its message, and leaves the places of the message and of its edits', async () => {
        const ids = await together(draft('a', { text: 'canary one' }), draft('a', { text: 'stays' }), draft('a'))
        await append(editDraft('a', 1, { text: 'canary two' }))
        const removal = await append(deleteDraft('a', 1, { clientId: 'c1' }))
        expect(removal).toMatchObject({ type: 'delete', seq: 5, target: 1, clientId: 'c1' })
        expect((await log.before('a', null, 10)).map(({ seq }) => seq)).toEqual([2, 3])
        expect(await log.message('a', 1)).toBeNull()
        const { room, author, at } = ids[0]?.event ?? {}
        expect(await log.after('a', 0, 10)).toMatchObject([
          { ...GONE, seq: 1, room, author, at }, { seq: 2, text: 'stays' }, { seq: 3 }, { ...GONE, seq: 4 }, removal,
        ])
        expect(await store.dump()).not.toContain('canary')
        expect(await store.dump()).toContain('stays')
      })

      it('a delete of another author, or of an event that is no message, changes nothing', async () => {
        const first = await append(draft('a', { text: 'mine' }))
        const edit = await append(editDraft('a', 1, { text: 'better' }))
        await together(deleteDraft('a', 1, { author: BO }), deleteDraft('a', 2))
        expect(await texts()).toEqual(['better'])
        expect(await log.after('a', 0, 2)).toEqual([first, edit])
      })

      it.each([
        ['before', [deleteDraft('a', 1), canaryEdit()]],
        ['after', [canaryEdit(), deleteDraft('a', 1)]],
        ['between', [canaryEdit(), deleteDraft('a', 1), canaryEdit()]],
      ])('wins over edits of the same commit, where it comes %s them', async (_where, changes) => {
        await together(draft('a', { text: 'canary' }), draft('a', { text: 'stays' }))
        await together(...changes)
        expect(await texts()).toEqual(['stays'])
        expect(await store.dump()).not.toContain('canary')
      })

      it('wins over an edit that is committed after it, whose text is not kept', async () => {
        await append(draft('a'))
        await append(deleteDraft('a', 1))
        expect(await append(canaryEdit())).toMatchObject({ type: 'edit', seq: 3, target: 1, text: '' })
        expect(await texts()).toEqual([])
        expect(await log.after('a', 2, 10)).toMatchObject([{ ...GONE, seq: 3 }])
        expect(await store.dump()).not.toContain('canary')
      })

      it('works on a message whose event is damaged', async () => {
        await together(draft('a'), draft('a'))
        await store.sql('UPDATE event SET body = \'{"id":"m\' WHERE seq = 1')
        await append(deleteDraft('a', 1))
        expect((await log.before('a', null, 10)).map(({ seq }) => seq)).toEqual([2])
        expect(await log.after('a', 0, 1)).toMatchObject([{ ...GONE, seq: 1 }])
      })
    })

    describe('a change of an event that is not in the log', () => {
      it('is refused, and the others of its commit are stored', async () => {
        await append(draft('a'))
        const refused = [editDraft('a', 9), deleteDraft('b', 1), deleteDraft('nowhere', 1)]
        const outcomes = await Promise.allSettled([draft('a'), ...refused, deleteDraft('a', 1)].map(append))
        const reasons = outcomes.map(outcome => outcome.status === 'rejected' ? outcome.reason : null)
        const unknown = expect.any(UnknownTargetError)
        expect(reasons).toEqual([null, unknown, unknown, unknown, null])
        expect((await log.after('a', 0, 10)).map(({ seq }) => seq)).toEqual([1, 2, 3])
      })
    })

    describe('a client id that comes again', () => {
      it('gives the first event again, whatever kinds the two are of, in one commit or in two', async () => {
        const first = await append(draft('a', { clientId: 'c1' }))
        const edit = editDraft('a', 1, { clientId: 'c2' })
        const [edited, again] = await together(edit, edit)
        expect(edited?.repeated).toBe(false)
        expect(again).toEqual({ event: edited?.event, repeated: true })
        expect(await log.append(editDraft('a', 1, { clientId: 'c1' }))).toEqual({ event: first, repeated: true })
        expect(await log.append(draft('a', { clientId: 'c2' }))).toEqual({ event: edited?.event, repeated: true })
        expect((await log.heads(['a'])).get('a')).toMatchObject({ lastSeq: 2 })
      })

      it('changes nothing, though the command that repeats it is a delete', async () => {
        await append(draft('a', { clientId: 'c1', text: 'stays' }))
        expect(await log.append(deleteDraft('a', 1, { clientId: 'c1' }))).toMatchObject({
          repeated: true,
          event: { seq: 1 },
        })
        expect(await texts()).toEqual(['stays'])
      })

      it('a client id of a redacted event that comes again gives its seq, id and time, and no text', async () => {
        const message = draft('a', { clientId: 'c1' })
        const edit = editDraft('a', 1, { clientId: 'c2', id: 'quoted "id" \\' })
        const first = await append(message)
        const second = await append(edit)
        const removal = deleteDraft('a', 1, { clientId: 'c3' })
        const third = await append(removal)
        expect(await together(message, edit, removal)).toEqual([
          { event: { ...first, text: '' }, repeated: true },
          { event: { ...second, text: '' }, repeated: true },
          { event: third, repeated: true },
        ])
      })
    })

    describe('a client id', () => {
      it('leads to what its author was acknowledged, also when that was deleted', async () => {
        const message = await append(draft('a', { clientId: 'c1' }))
        expect(await log.answered('a', 'u1', 'c1')).toEqual(message)
        const removal = await append(deleteDraft('a', 1, { clientId: 'c2' }))
        expect(await log.answered('a', 'u1', 'c1')).toEqual({ ...message, text: '' })
        expect(await log.answered('a', 'u1', 'c2')).toEqual(removal)
      })

      it('a client id of another author, of another room or of nothing leads to nothing', async () => {
        await append(draft('a', { clientId: 'c1' }))
        expect(await log.answered('a', 'u2', 'c1')).toBeNull()
        expect(await log.answered('b', 'u1', 'c1')).toBeNull()
        expect(await log.answered('a', 'u1', 'c2')).toBeNull()
      })
    })

    describe('counting', () => {
      it('counts the messages of others above a seq, without deleted ones and changes', async () => {
        const [one, two, four, elsewhere] = ['a', 'a', 'a', 'b'].map(room => draft(room, { author: BO }))
        if (!one || !two || !four || !elsewhere) throw new Error('no drafts')
        await together(one, two, draft('a'), four, elsewhere)
        await together(editDraft('a', 1, { author: BO }), deleteDraft('a', 2, { author: BO }))
        expect(await log.countAfter('a', 0, 'u1')).toBe(2)
        expect(await log.countAfter('a', 1, 'u1')).toBe(1)
        expect(await log.countAfter('a', 4, 'u1')).toBe(0)
        expect(await log.countAfter('a', 0, 'u2')).toBe(1)
        expect(await log.countAfter('nowhere', 0, 'u1')).toBe(0)
        expect(await Promise.all([0, 1, 4].map(upTo => log.countAfter('a', 0, 'u1', upTo)))).toEqual([0, 1, 2])
      })

      it('stops at a number that no badge shows', async () => {
        await together(...drafts('a', UNREAD_COUNT_MAX + 5))
        expect(await log.countAfter('a', 0, 'u2')).toBe(UNREAD_COUNT_MAX)
      })

      it('passes over own messages, however many the newest of them are', async () => {
        await together(...drafts('a', 120))
        await together(...drafts('a', UNREAD_COUNT_MAX - 20, 'own').map(each => ({ ...each, author: BO })))
        expect(await log.countAfter('a', 0, 'u2')).toBe(120)
      })
    })

    describe('mentions', () => {
      it('are read as they were answered, from events and from messages', async () => {
        const { type: _type, ...message } = await append(draft('a', { mentions: [CY, DI] }))
        expect(message).toMatchObject({ mentions: [CY, DI] })
        expect(await log.after('a', 0, 10)).toEqual([{ type: 'message', ...message }])
        expect(await log.before('a', null, 10)).toEqual([message])
        expect(await log.message('a', 1)).toEqual(message)
      })

      it('have a row for each user whom a message mentions, in one commit or in many', async () => {
        await together(draft('a', { mentions: [CY, DI] }), draft('a'), draft('b', { author: BO, mentions: [CY] }))
        await append(draft('a', { mentions: [CY, { ...CY, handle: 'cy2' }] }))
        expect(await rows()).toEqual([
          ['u3', 'a', 1, 'u1'], ['u4', 'a', 1, 'u1'], ['u3', 'a', 3, 'u1'], ['u3', 'b', 1, 'u2'],
        ])
      })

      it('come and go with edits, of which the last one counts', async () => {
        await together(draft('a', { mentions: [CY] }), draft('a'))
        await together(editDraft('a', 1, { mentions: [DI] }), editDraft('a', 2, { mentions: [CY] }))
        expect(await rows()).toEqual([['u4', 'a', 1, 'u1'], ['u3', 'a', 2, 'u1']])
        expect(await log.message('a', 1)).toMatchObject({ mentions: [DI] })
        await together(editDraft('a', 2, { mentions: [DI] }), editDraft('a', 2, { mentions: [] }))
        expect(await rows()).toEqual([['u4', 'a', 1, 'u1']])
        expect(await log.message('a', 2)).not.toHaveProperty('mentions')
        expect(await log.after('a', 5, 10)).toMatchObject([{ mentions: [] }])
      })

      it('stay as they are with an edit of a version that knows none', async () => {
        await append(draft('a', { mentions: [CY] }))
        await append(editDraft('a', 1))
        expect(await rows()).toEqual([['u3', 'a', 1, 'u1']])
        expect(await log.message('a', 1)).toMatchObject({ mentions: [CY], rev: 2 })
      })

      it('are those of the last edit of a commit that knows mentions', async () => {
        await append(draft('a', { mentions: [CY] }))
        const edits = [{ mentions: [CY, DI] }, { mentions: [DI] }, {}]
        await together(...edits.map(each => editDraft('a', 1, each)))
        expect(await rows()).toEqual([['u4', 'a', 1, 'u1']])
        expect(await log.message('a', 1)).toMatchObject({ mentions: [DI], rev: 4 })
      })

      it('stay as they are with the edit or delete of another author', async () => {
        await append(draft('a', { mentions: [CY] }))
        const edit = await append(editDraft('a', 1, { author: BO, mentions: [DI] }))
        await append(deleteDraft('a', 1, { author: BO }))
        expect(edit).not.toHaveProperty('mentions')
        expect(await rows()).toEqual([['u3', 'a', 1, 'u1']])
      })

      it('go with their message, and nothing of them is left', async () => {
        await append(draft('a', { mentions: [{ id: 'u3', handle: 'canary' }] }))
        await append(editDraft('a', 1, { mentions: [{ id: 'u4', handle: 'canary' }] }))
        await append(deleteDraft('a', 1))
        expect(await rows()).toEqual([])
        expect(await store.dump()).not.toContain('canary')
      })

      it('go with retention', async () => {
        await together(draft('a', { mentions: [CY] }), draft('a', { mentions: [DI] }))
        await log.trim('a', 1)
        expect(await rows()).toEqual([['u4', 'a', 2, 'u1']])
      })
    })

    it('leave what the reducer makes of the events, and no text of deleted ones, in any order', async () => {
      let runs = 0
      await fc.assert(fc.asyncProperty(fc.array(anyCommit, { maxLength: 8 }), async (commits) => {
        const room = `run-${++runs}`
        await log.ensureRooms([room])
        const events: KnownEvent[] = []
        for (const commit of commits) {
          const sent = commit.events.map((each, i) => madeOf(each, room, `${room}/${events.length}/${i}/`))
          const outcomes = await Promise.allSettled(sent.map(each => log.append(each)))
          for (const [i, outcome] of outcomes.entries()) {
            const each = sent[i]
            if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(UnknownTargetError)
            else if (each && !outcome.value.repeated) events.push(eventOf(each, outcome.value.event.seq))
          }
          if (commit.keep !== undefined) await log.trim(room, events.length - commit.keep)
        }
        expect(events.map(({ seq }) => seq)).toEqual(seqs(events.length))

        const { firstSeq = 0 } = (await log.heads([room])).get(room) ?? {}
        const expected = messagesOf(events).filter(({ seq }) => seq >= firstSeq)
        expect(await log.before(room, null, 100)).toEqual(expected)
        expect(messagesOf(await log.after(room, 0, 100))).toEqual(expected)
        for (const { seq } of events) {
          expect(await log.message(room, seq)).toEqual(expected.find(each => each.seq === seq) ?? null)
        }
        const mentioned = expected.flatMap(({ seq, author, mentions = [] }) => (
          mentions.map(({ id }) => [id, room, seq, author.id])))
        expect((await rows()).filter(row => row[1] === room)).toEqual(mentioned)
        const ofOthers = expected.filter(({ seq, author }) => seq > 2 && author.id !== 'u1')
        expect(await log.countAfter(room, 2, 'u1')).toBe(ofOthers.length)

        const dump = await store.dump()
        const kept = new Map(expected.map(message => [message.seq, message.author.id]))
        for (const event of events) {
          if (isNotice(event)) continue
          const seq = event.type === 'message' ? event.seq : event.target
          if (event.type === 'delete' || seq < firstSeq || kept.get(seq) === event.author.id) continue
          expect(dump).not.toContain(event.text)
        }
      }), { numRuns: 60, ...shrinksWithin(30_000) })
    })
  })
}

const anyEvent = fc.record({
  type: fc.constantFrom('message', 'message', 'edit', 'edit', 'delete'),
  author: fc.constantFrom({ id: 'u1', name: 'Ada' }, BO),
  target: fc.integer({ min: 1, max: 6 }),
  clientId: fc.option(fc.constantFrom('c1', 'c2', 'c3'), { nil: undefined, freq: 4 }),
  mentions: fc.option(fc.subarray([CY, DI]), { nil: undefined }),
})

const anyCommit = fc.record({
  events: fc.array(anyEvent, { minLength: 1, maxLength: 6 }),
  keep: fc.option(fc.integer({ min: 1, max: 12 }), { nil: undefined, freq: 5 }),
})

type AnyEvent = typeof anyEvent extends fc.Arbitrary<infer Event> ? Event : never

/** Each text is found nowhere else. */
function madeOf({ type, author, target, clientId, mentions }: AnyEvent, room: string, text: string): EventDraft {
  const marks = { author, ...(clientId === undefined ? {} : { clientId }) }
  if (type === 'delete') return deleteDraft(room, target, marks)
  if (type === 'edit') return editDraft(room, target, { ...marks, text, ...mentions && { mentions } })
  return draft(room, { ...marks, text, ...mentions?.length && { mentions } })
}
