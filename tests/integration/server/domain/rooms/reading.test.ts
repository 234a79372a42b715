import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MENTIONS_TOLD_MAX } from '#shared/limits'
import { openLog, type OpenedLog } from '../../../../../server/core/log/open'
import { LastSeen } from '../../../../../server/domain/people/last-seen'
import { keepPerson } from '../../../../../server/domain/people/people'
import { marksOf, moveMarkBack, saveMarks, unreadUpToHead } from '../../../../../server/domain/rooms/reading'
import { placeOf } from '../../../../../server/domain/tables'
import { ENGINES, startEngine, type TestEngine } from '../../../../support/engine'
import { deleteDraft, drafts } from '../../core/log/drafts'

const MINUTE = 60_000

/** On both engines: statements that neither an engine nor its types can be trusted to take as the other one does. */
describe.each(ENGINES)('read marks on %s', (engine) => {
  let folder: string
  let log: OpenedLog
  let data: TestEngine

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'parley-reading-'))
    data = await startEngine(engine)
    log = await openLog({ DATA_DIR: folder, ...data.env })
    await log.ensureRooms(['a', 'b'])
    await Promise.all(drafts('a', 20).map(each => log.append(each)))
  })
  afterAll(async () => {
    await log?.close()
    await data?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  const db = () => placeOf(log.db)
  const markIn = async (person: string, room = 'a') => (await marksOf(db(), person, [room])).get(room)
  const save = (person: string, seq: number, generation = 0, room = 'a') =>
    saveMarks(db(), [{ person, room, seq, generation }])

  it('only grow within a generation, and count what follows', async () => {
    await save('ada', 5)
    await save('ada', 3)
    expect(await markIn('ada')).toEqual({ seq: 5, generation: 0, unread: 15, mentions: [] })
    await save('ada', 18)
    expect(await markIn('ada')).toEqual({ seq: 18, generation: 0, unread: 2, mentions: [] })
  })

  it('come with a count and the head that it reaches to, without what was deleted', async () => {
    await log.ensureRooms(['counted'])
    await Promise.all(drafts('counted', 6).map(each => log.append(each)))
    const counted = () => unreadUpToHead(db(), 'ada', 'counted', 2)
    expect(await counted()).toEqual({ head: 6, unread: 4 })
    await log.append(deleteDraft('counted', 5))
    expect(await counted()).toEqual({ head: 7, unread: 3 })
    expect(await unreadUpToHead(db(), 'u1', 'counted', 2)).toEqual({ head: 7, unread: 0 })
    expect(await unreadUpToHead(db(), 'ada', 'nowhere', 2)).toEqual({ head: 0, unread: 0 })
  })

  it('go back with an operation, after which an older one that is still on its way changes nothing', async () => {
    await save('bob', 15)
    expect(await moveMarkBack(db(), 'bob', 'a', 9)).toEqual({ seq: 9, generation: 1 })
    await save('bob', 20)
    expect(await markIn('bob')).toEqual({ seq: 9, generation: 1, unread: 11, mentions: [] })
    await save('bob', 12, 1)
    expect(await markIn('bob')).toMatchObject({ seq: 12, generation: 1 })
  })

  it('never go forward by that operation, and begin with it where there was none', async () => {
    await save('eve', 4)
    expect(await moveMarkBack(db(), 'eve', 'a', 9)).toEqual({ seq: 4, generation: 1 })
    expect(await moveMarkBack(db(), 'new', 'a', 9)).toEqual({ seq: 9, generation: 1 })
  })

  it('keep for others what was read before, whatever is marked as unread', async () => {
    await save('mia', 15)
    await moveMarkBack(db(), 'mia', 'a', 9)
    await moveMarkBack(db(), 'mia', 'a', 2)
    const seen = await db().selectFrom('read_mark').select(['seq', 'seen']).where('person', '=', 'mia').execute()
    expect(seen).toEqual([{ seq: 2, seen: 15 }])
  })

  it('come with the messages above them that mention the user, the newest of many, in each room apart', async () => {
    const mentions = [{ id: 'max', handle: 'max' }]
    for (const room of ['many', 'few']) await log.ensureRooms([room])
    const append = (room: string, count: number) => Promise.all(drafts(room, count, room)
      .map(each => log.append({ ...each, mentions })))
    await append('many', MENTIONS_TOLD_MAX + 20)
    await append('few', 3)
    for (const room of ['many', 'few']) await save('max', 1, 0, room)
    expect(await markIn('max', 'few')).toMatchObject({ unread: 2, mentions: [2, 3] })
    const told = (await marksOf(db(), 'max')).get('many')?.mentions ?? []
    expect([told.length, told[0], told.at(-1)]).toEqual([MENTIONS_TOLD_MAX, 21, MENTIONS_TOLD_MAX + 20])
    await db().deleteFrom('message').where('room', '=', 'few').where('seq', '=', 2).execute()
    expect((await markIn('max', 'few'))?.mentions).toEqual([3])
  })

  it('are given for one room or for all', async () => {
    await save('tom', 3)
    await save('tom', 0, 0, 'b')
    expect([...(await marksOf(db(), 'tom')).keys()].sort()).toEqual(['a', 'b'])
    expect([...(await marksOf(db(), 'tom', ['b'])).keys()]).toEqual(['b'])
  })

  it('stand beside when a user was last seen, which only grows, and is not kept of a user who hides it', async () => {
    for (const id of ['ada', 'bob', 'eve']) await keepPerson(db(), { id, name: id })
    await db().updateTable('person').set({ hides_presence: 1 }).where('id', '=', 'eve').execute()
    const lastSeen = new LastSeen(db())
    for (const at of [5 * MINUTE, 3 * MINUTE]) {
      for (const id of ['ada', 'eve', 'unknown']) lastSeen.add(id, at)
      await lastSeen.save()
    }
    expect(await lastSeen.read(['ada', 'bob', 'eve', 'unknown'])).toEqual(new Map([['ada', 5 * MINUTE], ['bob', 0]]))
    const stored = await db().selectFrom('person').select('last_seen_at').where('id', '=', 'eve').executeTakeFirst()
    expect(stored).toEqual({ last_seen_at: null })
  })
})
