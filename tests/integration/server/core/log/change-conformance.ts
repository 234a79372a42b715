import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { LogDriver } from '../../../../../server/core/log/driver'
import { StaleAccessError, UnstorableError } from '../../../../../server/core/log/log'
import type { Store } from './conformance'
import { draft } from './drafts'

/** What every driver of the log must do with transactions on rooms and people. */
export function describeChange(name: string, createStore: () => Promise<Store>): void {
  describe(`a transaction on ${name}`, () => {
    let log: LogDriver

    beforeEach(async () => {
      log = await (await createStore()).open()
      await log.ensureRooms(['a', 'b'])
    })
    afterEach(() => log.close())

    const accessOf = async (room: string) => (await log.heads([room])).get(room)?.access
    const settings = () => log.db.selectFrom('room').select(['id', 'access']).orderBy('id').execute()

    it('stores its rows and its events, and gives what it was asked for', async () => {
      const answer = await log.change(['a'], async ({ append, restrict }) => {
        const [first] = await append([draft('a', { text: 'one' }), draft('a')])
        await restrict('a')
        return first?.event.seq
      })
      expect(answer).toBe(1)
      expect(await log.before('a', null, 10)).toMatchObject([{ seq: 1, text: 'one' }, { seq: 2 }])
      expect(await settings()).toEqual([{ id: 'a', access: 1 }, { id: 'b', access: 0 }])
    })

    it('a transaction that throws stores nothing, and the next one works', async () => {
      const failed = log.change(['a'], async ({ append, restrict }) => {
        await append([draft('a')])
        await restrict('a')
        throw new TypeError('changed its mind')
      })
      await expect(failed).rejects.toThrow(new TypeError('changed its mind'))
      expect(await log.before('a', null, 10)).toEqual([])
      expect(await accessOf('a')).toBe(0)
      await log.change(['a'], ({ restrict }) => restrict('a'))
      expect(await accessOf('a')).toBe(1)
    })

    it('a transaction that breaks a rule of a table is refused as a whole', async () => {
      const again = log.change([], async ({ tx }) => {
        await tx.insertInto('room').values({ id: 'c', epoch: 'e', last_seq: 0, first_seq: 1 }).execute()
        await tx.insertInto('room').values({ id: 'a', epoch: 'e', last_seq: 0, first_seq: 1 }).execute()
      })
      await expect(again).rejects.toThrow(UnstorableError)
      expect((await settings()).map(({ id }) => id)).toEqual(['a', 'b'])
    })

    it('takes turns with others and with appends', async () => {
      const counts = Array.from({ length: 20 }, () => log.change(['a'], async ({ tx, append }) => {
        const before = await tx.selectFrom('room').select('last_seq').where('id', '=', 'a').executeTakeFirstOrThrow()
        const [appended] = await append([draft('a')])
        return (appended?.event.seq ?? 0) - before.last_seq
      }))
      const appends = Array.from({ length: 50 }, () => log.append(draft('a')))
      expect(new Set(await Promise.all(counts))).toEqual(new Set([1]))
      await Promise.all(appends)
      expect((await log.heads(['a'])).get('a')?.lastSeq).toBe(70)
    })

    it('a transaction that takes a right refuses what was permitted before it, and stores the rest of the commit', async () => {
      const [access, accessB] = [await accessOf('a'), await accessOf('b')]
      await log.change(['a'], ({ restrict }) => restrict('a'))
      const [refused, other, unguarded] = await Promise.allSettled([
        log.append(draft('a', { access })),
        log.append(draft('b', { access: accessB })),
        log.append(draft('a')),
      ])
      expect(refused).toMatchObject({ status: 'rejected', reason: expect.any(StaleAccessError) })
      expect([other.status, unguarded.status]).toEqual(['fulfilled', 'fulfilled'])
      await expect(log.append(draft('a', { access: await accessOf('a') }))).resolves.toMatchObject({
        event: { seq: 2 },
      })
    })

    it('lets no append through that was permitted before and is committed after', async () => {
      const access = await accessOf('a')
      const appends = Array.from({ length: 200 }, () => log.append(draft('a', { access })))
      const removal = log.change(['a'], async ({ tx, restrict }) => {
        await restrict('a')
        return tx.selectFrom('room').select('last_seq').where('id', '=', 'a').executeTakeFirstOrThrow()
      })
      const { last_seq: end } = await removal
      const results = await Promise.allSettled(appends)
      const seqs = results.flatMap(result => result.status === 'fulfilled' ? [result.value.event.seq] : [])
      expect(Math.max(0, ...seqs)).toBeLessThanOrEqual(end)
      expect(await log.after('a', end, 10)).toEqual([])
    })
  })
}
