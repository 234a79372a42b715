import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { LogDriver } from '../../../../../server/core/log/driver'
import { LogUnavailableError, UnknownRoomError, UnstorableError } from '../../../../../server/core/log/log'
import { draft, drafts, seqs } from './drafts'

/** An empty store that a driver runs on. */
export interface Store {
  /** Opens the log on this store. Called again after a close for a restart. */
  open(): Promise<LogDriver>
  /** Makes the tables refuse every message with this text. */
  refuse(text: string): Promise<void>
  /** Runs statements on the tables, past the log. */
  sql(text: string): Promise<void>
  /** All that the rows of the tables hold, as text. */
  dump(): Promise<string>
}

/** What every driver of the log must do. */
export function describeLog(name: string, createStore: () => Promise<Store>): void {
  describe(`log on ${name}`, () => {
    let store: Store
    let log: LogDriver

    beforeEach(async () => {
      store = await createStore()
      log = await store.open()
      await log.ensureRooms(['a', 'b', 'c'])
    })
    afterEach(() => log.close())

    async function restart() {
      await log.close()
      log = await store.open()
    }

    // A process of an older version could not read the log from such an event on, and its rooms stood still.
    describe('an event of a kind that this build does not know', () => {
      const sparkle = (seq: number, clientId: string | null = null) => `
        INSERT INTO event (room, seq, kind, author_id, author_name, client_id, at, body)
        VALUES ('a', ${seq}, 'sparkle', 'u1', 'Ada', ${clientId === null ? 'NULL' : `'${clientId}'`}, 5, '{"shine": 9}');
        UPDATE room SET last_seq = ${seq} WHERE id = 'a'`

      it('keeps its place among the others, and new ones follow it', async () => {
        await log.append(draft('a'))
        await store.sql(sparkle(2))
        const { event } = (await log.append(draft('a')))
        expect(event.seq).toBe(3)
        const events = await log.after('a', 0, 10)
        expect(events.map(({ type, seq }) => [type, seq])).toEqual([['message', 1], ['unknown', 2], ['message', 3]])
        expect(events[1]).toEqual({
          type: 'unknown',
          kind: 'sparkle',
          room: 'a',
          seq: 2,
          author: { id: 'u1', name: 'Ada' },
          at: 5,
        })
      })

      it('is no message of the history', async () => {
        await log.append(draft('a'))
        await store.sql(sparkle(2))
        expect((await log.before('a', null, 10)).map(({ seq }) => seq)).toEqual([1])
      })

      it('an event of an unknown kind whose client id is used again fails neither that message nor the others of its commit', async () => {
        await store.sql(sparkle(1, 'c1'))
        const [again, other] = await Promise.all([
          log.append(draft('a', { clientId: 'c1' })),
          log.append(draft('a', { clientId: 'c2' })),
        ])
        expect(again).toMatchObject({ repeated: true, event: { seq: 1, clientId: 'c1' } })
        expect(other).toMatchObject({ repeated: false, event: { seq: 2 } })
      })
    })

    describe('rooms', () => {
      it('gives an empty room the head 0 and a first seq of 1', async () => {
        expect((await log.heads(['a'])).get('a')).toMatchObject({ lastSeq: 0, firstSeq: 1 })
      })

      it('gives each room an epoch of its own, which stays over a restart and a second ensureRooms', async () => {
        const before = await log.heads(['a', 'b', 'c'])
        expect(new Set([...before.values()].map(head => head.epoch)).size).toBe(3)
        await restart()
        await log.ensureRooms(['a', 'b', 'c', 'd'])
        expect(await log.heads(['a', 'b', 'c'])).toEqual(before)
      })

      it('leaves rooms that do not exist out of the heads, and no rooms give no heads', async () => {
        expect([...(await log.heads(['a', 'nowhere'])).keys()]).toEqual(['a'])
        expect(await log.heads([])).toEqual(new Map())
      })

      it('gives the heads of more rooms than a statement takes parameters', async () => {
        const many = Array.from({ length: 70_000 }, (_, index) => `nowhere${index}`)
        expect([...(await log.heads([...many, 'a', 'nowhere', 'b'])).keys()]).toEqual(['a', 'b'])
      })

      it('keeps the events of a room when the room is ensured again', async () => {
        await log.append(draft('a'))
        await log.ensureRooms(['a'])
        expect((await log.heads(['a'])).get('a')).toMatchObject({ lastSeq: 1 })
      })
    })

    describe('append', () => {
      it('gives seq 1, 2, 3 in each room when many are sent at once', async () => {
        const all = drafts('a', 150).flatMap((first, i) => [first, draft('b', { clientId: `b-${i}` }), draft('c')])
        const appended = await Promise.all(all.map(each => log.append(each)))
        for (const room of ['a', 'b', 'c']) {
          const given = appended.filter(({ event }) => event.room === room).map(({ event }) => event.seq)
          expect(given).toEqual(seqs(150))
          expect((await log.after(room, 0, 1_000)).map(event => event.seq)).toEqual(seqs(150))
        }
      })

      it('answers with the event that readers get, and its message', async () => {
        const { event, repeated } = await log.append(
          draft('a', { clientId: 'c1', text: 'two\nlines, "quotes", 你好 🎈' }),
        )
        expect(repeated).toBe(false)
        expect(await log.after('a', 0, 10)).toEqual([event])
        const { type, ...message } = event
        expect(type).toBe('message')
        expect(await log.before('a', null, 10)).toEqual([message])
      })

      it('gives the same event when the same client id is sent twice, with the first text', async () => {
        const first = await log.append(draft('a', { clientId: 'c1', text: 'first' }))
        const again = await log.append(draft('a', { clientId: 'c1', text: 'second' }))
        expect(again).toEqual({ event: first.event, repeated: true })
        expect((await log.heads(['a'])).get('a')).toMatchObject({ lastSeq: 1 })
      })

      it('gives the same event when the same client id is sent twice at once', async () => {
        const sent = draft('a', { clientId: 'c1' })
        const [first, ...others] = await Promise.all([sent, sent, sent].map(each => log.append(each)))
        expect(first?.repeated).toBe(false)
        expect(others).toEqual([{ event: first?.event, repeated: true }, { event: first?.event, repeated: true }])
      })

      it('gives the same event when the same client id is sent again after a restart', async () => {
        const sent = draft('a', { clientId: 'c1' })
        const first = await log.append(sent)
        await restart()
        expect(await log.append(sent)).toEqual({ event: first.event, repeated: true })
      })

      it('takes the same client id from another author or in another room as another message', async () => {
        await log.append(draft('a', { clientId: 'c1' }))
        expect(await log.append(draft('a', { clientId: 'c1', author: { id: 'u2', name: 'Bo' } }))).toMatchObject({
          repeated: false,
          event: { seq: 2 },
        })
        expect(await log.append(draft('b', { clientId: 'c1' }))).toMatchObject({ repeated: false, event: { seq: 1 } })
      })

      it('takes messages without a client id as often as they are sent', async () => {
        const sent = draft('a')
        await log.append(sent)
        expect(await log.append(sent)).toMatchObject({ repeated: false, event: { seq: 2 } })
      })

      it('refuses an unknown room and stores the others of the same moment', async () => {
        const results = await Promise.allSettled(
          [draft('a'), draft('nowhere'), draft('a')].map(each => log.append(each)),
        )
        expect(results.map(result => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
        expect(results[1]).toMatchObject({ reason: expect.any(UnknownRoomError) })
        expect((await log.after('a', 0, 10)).map(event => event.seq)).toEqual([1, 2])
      })

      it('stores the others of a commit, in their order, when one can not be stored, and refuses that one for good', async () => {
        await store.refuse('unstorable')
        const sent = Array.from({ length: 40 }, (_, i) =>
          draft(i % 3 === 0 ? 'b' : 'a', { clientId: `c${i}`, text: i === 17 ? 'unstorable' : `message ${i}` }),
        )
        const outcomes = await Promise.allSettled(sent.map(each => log.append(each)))
        expect(outcomes.flatMap(({ status }, i) => status === 'rejected' ? [i] : [])).toEqual([17])
        expect(outcomes[17]).toMatchObject({ reason: expect.any(UnstorableError) })
        for (const room of ['a', 'b']) {
          const events = await log.after(room, 0, 100)
          expect(events.map(event => event.seq)).toEqual(seqs(events.length))
          expect(events.map(event => event.type === 'message' ? event.clientId : '')).toEqual(
            sent.filter(each => each.room === room && each.text !== 'unstorable').map(each => each.clientId),
          )
        }
        expect(log.state()).toMatchObject({ writable: true })
        await expect(log.append(draft('a', { text: 'unstorable' }))).rejects.toThrow(UnstorableError)
      })

      it('returns the text that it stores where an engine can not store the given one', async () => {
        const author = { id: 'u1', name: 'A\uD800' }
        const { event } = await log.append(draft('a', { text: 'cut\0here, half a \uD83C pair', author }))
        expect(event).toMatchObject({ text: 'cut\uFFFDhere, half a \uFFFD pair', author: { name: 'A\uFFFD' } })
        expect(await log.after('a', 0, 10)).toEqual([event])
      })
    })

    describe('reading', () => {
      beforeEach(async () => {
        await Promise.all(drafts('a', 25).map(each => log.append(each)))
        await log.append(draft('b'))
      })

      const given = async (list: Promise<{ seq: number }[]>) => (await list).map(({ seq }) => seq)

      it('reads events after a seq in order, up to the limit, of that room only', async () => {
        expect(await given(log.after('a', 0, 100))).toEqual(seqs(25))
        expect(await given(log.after('a', 10, 5))).toEqual(seqs(15, 11))
        expect(await given(log.after('a', 25, 5))).toEqual([])
        expect(await given(log.after('nowhere', 0, 5))).toEqual([])
      })

      it('reads the newest messages, and those before a seq, in order', async () => {
        expect(await given(log.before('a', null, 10))).toEqual(seqs(25, 16))
        expect(await given(log.before('a', 16, 10))).toEqual(seqs(15, 6))
        expect(await given(log.before('a', 6, 10))).toEqual(seqs(5))
        expect(await given(log.before('a', 1, 10))).toEqual([])
      })

      it('reads the messages after a seq, in order, up to the limit', async () => {
        expect(await given(log.messagesAfter('a', 0, 10))).toEqual(seqs(10))
        expect(await given(log.messagesAfter('a', 20, 10))).toEqual(seqs(25, 21))
        expect(await given(log.messagesAfter('a', 25, 10))).toEqual([])
        expect(await given(log.messagesAfter('nowhere', 0, 10))).toEqual([])
      })

      it('gives the heads of many rooms at once', async () => {
        const heads = await log.heads(['c', 'b', 'a'])
        expect(Object.fromEntries([...heads].map(([room, head]) => [room, head.lastSeq]))).toEqual({
          a: 25,
          b: 1,
          c: 0,
        })
      })
    })

    describe('removing old events', () => {
      beforeEach(async () => {
        await Promise.all(drafts('a', 30).map(each => log.append(each)))
      })

      it('keeps those above, and moves the first seq', async () => {
        for (const upTo of [8, 16, 20]) await log.trim('a', upTo)
        expect((await log.heads(['a'])).get('a')).toMatchObject({ firstSeq: 21, lastSeq: 30 })
        expect((await log.after('a', 0, 100)).map(event => event.seq)).toEqual(seqs(30, 21))
        expect((await log.before('a', null, 100)).map(message => message.seq)).toEqual(seqs(30, 21))
      })

      it('goes on counting after everything was removed', async () => {
        await log.trim('a', 1_000)
        expect((await log.heads(['a'])).get('a')).toMatchObject({ firstSeq: 31, lastSeq: 30 })
        expect(await log.append(draft('a'))).toMatchObject({ event: { seq: 31 } })
      })

      it('stays idempotent for what is kept', async () => {
        await log.trim('a', 20)
        expect(await log.append(draft('a', { clientId: 'c-29' }))).toMatchObject({ repeated: true, event: { seq: 30 } })
      })

      it('brings nothing back that was removed, and removes nothing of another room', async () => {
        await log.append(draft('b'))
        for (const upTo of [10, 5, 0]) await log.trim('a', upTo)
        await log.trim('nowhere', 4)
        const heads = await log.heads(['a', 'b'])
        expect([heads.get('a')?.firstSeq, heads.get('b')?.firstSeq]).toEqual([11, 1])
      })
    })

    describe('closing', () => {
      it('commits what was queued, then refuses more', async () => {
        const queued = drafts('a', 50).map(each => log.append(each))
        await log.close()
        expect((await Promise.all(queued)).map(({ event }) => event.seq)).toEqual(seqs(50))
        await expect(log.append(draft('a'))).rejects.toThrow(LogUnavailableError)
        log = await store.open()
        expect((await log.after('a', 0, 100)).length).toBe(50)
      })

      it('says that it is writable while it is open', () => {
        expect(log.state()).toMatchObject({ writable: true })
      })
    })
  })
}
