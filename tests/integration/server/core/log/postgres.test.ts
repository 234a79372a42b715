import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { LogDriver } from '../../../../../server/core/log/driver'
import { LogStartError, LogUnavailableError, UnstorableError } from '../../../../../server/core/log/log'
import { openPostgresLog } from '../../../../../server/core/log/postgres/open'
import { startPostgres, type TestPostgres } from '../../../../support/postgres'
import { startTcpProxy, type TcpProxy } from '../../../../support/tcp-proxy'
import { describeChange } from './change-conformance'
import { describeChanges } from './changes-conformance'
import { describeLog, type Store } from './conformance'
import { deleteDraft, draft, drafts, seqs } from './drafts'

let postgres: TestPostgres

beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres?.stop())

async function createStore(): Promise<Store> {
  const url = await postgres.createDatabase('conformance')
  return {
    open: () => openPostgresLog(url),
    refuse: async text => void await sql(url, `ALTER TABLE message ADD CHECK (text <> '${text}')`),
    sql: async text => void await sql(url, text),
    dump: async () => JSON.stringify([await sql(url, 'TABLE event'), await sql(url, 'TABLE message')]),
  }
}

describeLog('PostgreSQL', createStore)
describeChange('PostgreSQL', createStore)
describeChanges('PostgreSQL', createStore)

async function sql(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client(url)
  await client.connect()
  const { rows } = await client.query<Record<string, unknown>>(text)
  await client.end()
  return rows
}

describe('several processes on one PostgreSQL', () => {
  it('start at once on an empty database', async () => {
    const url = await postgres.createDatabase('start')
    const logs = await Promise.all(Array.from({ length: 5 }, () => openPostgresLog(url)))
    await Promise.all(logs.map(log => log.ensureRooms(['a', 'b'])))
    const [first, ...others] = await Promise.all(logs.map(log => log.heads(['a', 'b'])))
    for (const heads of others) expect(heads).toEqual(first)
    await Promise.all(logs.map(log => log.close()))
  })

  it('write the same rooms without a gap, a double or a deadlock, and readers never see a hole', async () => {
    const url = await postgres.createDatabase('crossing')
    const logs = await Promise.all([1, 2, 3].map(() => openPostgresLog(url)))
    const [reader] = logs
    if (!reader) throw new Error('no log')
    const rooms = ['a', 'b', 'c']
    await reader.ensureRooms(rooms)

    let writing = true
    const watching = (async () => {
      let seen = 0
      while (writing) {
        const events = await reader.after('a', seen, 1_000)
        expect(events.map(event => event.seq)).toEqual(seqs(seen + events.length, seen + 1))
        seen += events.length
      }
    })()

    const appended = await Promise.all(logs.flatMap((log, i) => {
      // Each in another order of rooms, so that locks taken unsorted would wait for one another.
      const order = [...rooms.slice(i), ...rooms.slice(0, i)]
      return Array.from({ length: 150 }, (_, n) =>
        order.map(room => log.append(draft(room, { clientId: `p${i}-${n}` }))),
      ).flat()
    }))
    writing = false
    await watching
    expect(appended.every(({ repeated }) => !repeated)).toBe(true)
    for (const room of rooms) {
      expect((await reader.after(room, 0, 1_000)).map(event => event.seq)).toEqual(seqs(450))
    }
    await Promise.all(logs.map(log => log.close()))
  })

  // Retention locked the messages before the room, a delete the room before its message: each waited for the other.
  it('remove old events beside deletes of the same messages, without a deadlock', async () => {
    const url = await postgres.createDatabase('trimming')
    const [log, other] = await Promise.all([openPostgresLog(url), openPostgresLog(url)])
    await log.ensureRooms(['a'])
    await Promise.all(drafts('a', 400).map(each => log.append(each)))
    let removing = true
    // As retention that keeps 399 events: each delete makes the message that the next one is of the oldest, which may
    // go.
    const trim = async () => other.trim('a', ((await other.heads(['a'])).get('a')?.lastSeq ?? 0) - 399)
    const trimming = (async () => {
      while (removing) await trim()
    })()
    for (let target = 1; target <= 300; target++) await log.append(deleteDraft('a', target))
    removing = false
    await trimming
    await trim()
    expect((await log.heads(['a'])).get('a')).toMatchObject({ firstSeq: 302, lastSeq: 700 })
    expect((await log.before('a', null, 1_000)).map(({ seq }) => seq)).toEqual(seqs(400, 302))
    await Promise.all([log.close(), other.close()])
  })

  it('give one event to a client id that is sent through both at once', async () => {
    const url = await postgres.createDatabase('twice')
    const logs = await Promise.all([1, 2].map(() => openPostgresLog(url)))
    await logs[0]?.ensureRooms(['a'])
    for (const sent of drafts('a', 20)) {
      const [one, two] = await Promise.all(logs.map(log => log.append(sent)))
      expect(one?.event).toEqual(two?.event)
      expect([one?.repeated, two?.repeated].sort()).toEqual([false, true])
    }
    await Promise.all(logs.map(log => log.close()))
  })
})

describe('a connection to PostgreSQL that breaks', () => {
  let proxy: TcpProxy
  let log: LogDriver
  let url: string

  beforeEach(async () => {
    proxy = await startTcpProxy(postgres.port)
    url = await postgres.createDatabase('proxied')
    const proxied = new URL(url)
    proxied.port = String(proxy.port)
    log = await openPostgresLog(proxied.href)
    await log.ensureRooms(['a'])
  })
  afterEach(async () => {
    await log.close()
    await proxy.close()
  })

  it('fails appends and reads with a temporary error and recovers by itself', async () => {
    const sent = draft('a', { clientId: 'c1' })
    await log.append(sent)
    proxy.cut()
    await expect(log.append(draft('a', { clientId: 'c2' }))).rejects.toThrow(LogUnavailableError)
    await expect(log.after('a', 0, 10)).rejects.toThrow(LogUnavailableError)
    expect(log.state()).toMatchObject({ writable: false, detail: expect.stringContaining('PostgreSQL') })

    proxy.restore()
    await vi.waitFor(() => expect(log.state().writable).toBe(true), 10_000)
    expect(await log.append(draft('a', { clientId: 'c2' }))).toMatchObject({ repeated: false, event: { seq: 2 } })
    expect(await log.append(sent)).toMatchObject({ repeated: true, event: { seq: 1 } })
  })

  it('notices a lost connection without an append', async () => {
    await log.append(draft('a'))
    proxy.cut()
    await vi.waitFor(() => expect(log.state().writable).toBe(false), 10_000)
  })

  it('gives the same seq on the retry when the answer to COMMIT was lost', async () => {
    // With the end of the query, because BEGIN has COMMITTED in it. The answer is the same word.
    const lost = proxy.loseAnswer({ text: 'COMMIT\0', answer: 'COMMIT\0' })
    const sent = draft('a', { clientId: 'c1' })
    await expect(log.append(sent)).rejects.toThrow(LogUnavailableError)
    await lost
    const direct = await openPostgresLog(url)
    const [stored] = await direct.after('a', 0, 10)
    await direct.close()
    expect(stored).toMatchObject({ seq: 1, clientId: 'c1' })
    expect(await log.append(sent)).toEqual({ event: stored, repeated: true })
  })

  // A room that many processes write was locked from the answer to the lock until the writes came: a process that had
  // to wait for a core in between held up all the others.
  it('waits for no answer between BEGIN and COMMIT', async () => {
    const lost = proxy.loseAnswer({ text: 'BEGIN ISOLATION', answer: 'COMMIT\0' })
    const sent = draft('a', { clientId: 'c1' })
    await expect(log.append(sent)).rejects.toThrow(LogUnavailableError)
    await lost
    expect((await log.append(sent)).repeated).toBe(true)
  })

  // The statements behind it were committed by themselves, while the sender was answered that nothing was written.
  it('writes nothing when BEGIN alone fails', async () => {
    await log.append(draft('a'))
    proxy.misquote({ text: 'BEGIN ISOLATION', by: 'BEGAN ISOLATION' })
    await expect(log.append(draft('a'))).rejects.toThrow('BEGAN')
    expect(await log.append(draft('a'))).toMatchObject({ event: { seq: 2 } })
  })

  it('stores a message once, whether the line broke before the COMMIT that was on its way or after it', async () => {
    // All goes out together; the line breaks with the first word of the answer.
    const lost = proxy.loseAnswer({ text: 'INSERT INTO event', answer: '' })
    const sent = draft('a', { clientId: 'c1' })
    await expect(log.append(sent)).rejects.toThrow(LogUnavailableError)
    await lost
    const { event } = await log.append(sent)
    expect(event).toMatchObject({ seq: 1, clientId: 'c1' })
    expect(await log.after('a', 0, 10)).toEqual([event])
  })
})

describe('a PostgreSQL that stops', () => {
  it('loses nothing acknowledged when it is killed, and the log recovers when it is back', async () => {
    const own = await startPostgres()
    const log = await openPostgresLog(await own.createDatabase('killed'))
    await log.ensureRooms(['a'])
    const acknowledged: number[] = []
    const sending = expect((async () => {
      for (const each of drafts('a', 100_000)) acknowledged.push((await log.append(each)).event.seq)
    })()).rejects.toThrow(LogUnavailableError)
    await vi.waitFor(() => expect(acknowledged.length).toBeGreaterThan(20), 10_000)
    await own.kill('SIGKILL')
    await sending

    await own.restart()
    await vi.waitFor(() => expect(log.state().writable).toBe(true), 10_000)
    const stored = (await log.after('a', 0, 10_000)).map(event => event.seq)
    expect(stored.slice(0, acknowledged.length)).toEqual(acknowledged)
    expect(await log.append(draft('a'))).toMatchObject({ event: { seq: stored.length + 1 } })
    await log.close()
    await own.stop()
  })

  it('gives up the rooms of a process that stands still in the middle of a commit', async () => {
    const url = await postgres.createDatabase('paused')
    const log = await openPostgresLog(url)
    await log.ensureRooms(['a'])
    const standing = new pg.Client(url)
    await standing.connect()
    await standing.query('BEGIN')
    await standing.query('SELECT * FROM room WHERE id = \'a\' FOR UPDATE')
    await expect(log.append(draft('a'))).rejects.toThrow(LogUnavailableError)
    await standing.end()
    expect(await log.append(draft('a'))).toMatchObject({ event: { seq: 1 } })
    await log.close()
  })
})

describe('a message that PostgreSQL can not store', () => {
  it.each([
    // Letters that repeat would be compressed, and fit.
    [
      'is too long for an index',
      { clientId: Array.from({ length: 1_500 }, (_, i) => ((i * 7_919) % 46_656).toString(36)).join('-') },
    ],
    ['has a number that is too large', { at: 1e19 }],
  ])('is refused for good where it %s, and the others of its commit are stored', async (_what, fields) => {
    const log = await openPostgresLog(await postgres.createDatabase('unstorable'))
    await log.ensureRooms(['a'])
    const outcomes = await Promise.allSettled(
      [draft('a'), draft('a', fields), draft('a')].map(each => log.append(each)),
    )
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(outcomes[1]).toMatchObject({ reason: expect.any(UnstorableError) })
    expect((await log.after('a', 0, 10)).map(event => event.seq)).toEqual([1, 2])
    await log.close()
  })
})

describe('starting on PostgreSQL', () => {
  it.each([
    'LATIN1', 'SQL_ASCII',
  ])('refuses a database whose encoding is %s and gives the command that makes another', async (encoding) => {
    const name = `in_${encoding.toLowerCase()}`
    await sql(postgres.url, `CREATE DATABASE ${name} ENCODING '${encoding}' LOCALE 'C' TEMPLATE template0`)
    const url = new URL(postgres.url)
    url.pathname = `/${name}`
    const opening = openPostgresLog(url.href)
    await expect(opening).rejects.toThrow(LogStartError)
    await expect(opening).rejects.toThrow(`The database '${name}' has the encoding ${encoding}`)
    await expect(opening).rejects.toThrow('CREATE DATABASE parley ENCODING \'UTF8\' TEMPLATE template0')
  })

  it('refuses a server that is not there, after waiting, and says what to do without showing the password', async () => {
    const opening = openPostgresLog('postgres://parley:secret@127.0.0.1:1/parley', { startWaitMs: 300 })
    await expect(opening).rejects.toThrow(LogStartError)
    await expect(opening).rejects.toThrow(/127\.0\.0\.1:1 can't be reached.*DATABASE_URL/s)
    await expect(opening).rejects.not.toThrow(/secret/)
  })

  it('waits for a server that is starting', async () => {
    const own = await startPostgres()
    const url = await own.createDatabase('late')
    await own.kill('SIGINT')
    const opening = openPostgresLog(url)
    await own.restart()
    const log = await opening
    expect(log.state().writable).toBe(true)
    await log.close()
    await own.stop()
  })

  it('refuses a database that does not exist and gives the command that makes it', async () => {
    const url = new URL(postgres.url)
    url.pathname = '/nothing_here'
    await expect(openPostgresLog(url.href)).rejects.toThrow(/no database 'nothing_here'.*createdb -h 127\.0\.0\.1/s)
  })

  it('refuses a database that a newer program wrote', async () => {
    const url = await postgres.createDatabase('newer')
    await (await openPostgresLog(url)).close()
    await sql(url, 'INSERT INTO kysely_migration (name, timestamp) VALUES (\'9999-future\', \'2099-01-01T00:00:00.000Z\')')
    await expect(openPostgresLog(url)).rejects.toThrow(/newer Parley.*9999-future/)
  })

  it('commits to the disk where the database is set not to', async () => {
    const url = await postgres.createDatabase('lazy')
    await sql(url, `ALTER DATABASE ${new URL(url).pathname.slice(1)} SET synchronous_commit = off`)
    const log = await openPostgresLog(url)
    await log.ensureRooms(['a'])
    await sql(
      url,
      `CREATE TABLE seen (setting text);
      CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO seen VALUES (current_setting('synchronous_commit')); RETURN NEW; END $$;
      CREATE TRIGGER note AFTER INSERT ON event FOR EACH ROW EXECUTE FUNCTION note()`,
    )
    await log.append(draft('a'))
    await log.close()
    const client = new pg.Client(url)
    await client.connect()
    expect((await client.query('SELECT setting FROM seen')).rows).toEqual([{ setting: 'on' }])
    await client.end()
  })
})
