import {
  chmodSync, closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execaSync } from 'execa'
import Database from 'libsql'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { LogDamagedError, LogStartError, LogUnavailableError } from '../../../../../server/core/log/log'
import { openSqliteLog } from '../../../../../server/core/log/sqlite/open'
import { BOUND_BY_MODES } from '../../../../support/bound-by-modes'
import { startAppender } from './appender-process'
import { draft, drafts, seqs } from './drafts'

let folder: string
let file: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-log-'))
  file = join(folder, 'parley.db')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('a SQLite log that is killed', () => {
  it('has every acknowledged message after kill -9, five times, without a gap', async () => {
    const acknowledged = new Map<string, number>()
    for (let kill = 0; kill < 5; kill++) {
      const appender = await startAppender(file, `k${kill}`)
      await appender.next('ready')
      appender.tell('send 100000')
      // Another number of acknowledgements each time, so that the kill hits other moments.
      for (let n = 0; n < 20 + 15 * kill; n++) await appender.next('seq')
      await appender.end('SIGKILL')
      for (const { clientId, seq } of appender.reports) {
        if (clientId && seq) acknowledged.set(clientId, seq)
      }
    }
    const log = await openSqliteLog(file)
    const events = await log.after('a', 0, 100_000)
    expect(events.map(event => event.seq)).toEqual(seqs(events.length))
    const stored = new Map(events.flatMap(event => event.type === 'message' ? [[event.clientId, event.seq]] : []))
    for (const [clientId, seq] of acknowledged) expect(stored.get(clientId)).toBe(seq)
    expect((await log.before('a', null, 100_000)).length).toBe(events.length)
    await log.close()
  })
})

describe('a second process on one SQLite file', () => {
  it('is refused at start with a remedy; the first goes on', async () => {
    const first = await startAppender(file, 'first')
    await first.next('ready')
    const second = await startAppender(file, 'second')
    expect(await second.next('error')).toMatch(
      /LogStartError: Another process uses .*parley\.db already.*DATA_DIR.*DATABASE_URL/,
    )
    first.tell('send 1')
    expect(await first.next('seq')).toBe(1)
    await first.end('SIGKILL')
  })

  it('may start as soon as the first was killed', async () => {
    const first = await startAppender(file, 'first')
    await first.next('ready')
    await first.end('SIGKILL')
    const second = await startAppender(file, 'second')
    expect(await second.next('ready')).toBe(true)
    await second.end('SIGKILL')
  })

  it('is refused inside one process too', async () => {
    const log = await openSqliteLog(file)
    await expect(openSqliteLog(file)).rejects.toThrow(LogStartError)
    await log.close()
  })
})

describe('a full disk under a SQLite log', () => {
  // A limit on the size of files is the full disk that a test can give to one process, and take away again.
  const limit = (pid: number, bytes: string) =>
    execaSync('prlimit', [`--pid=${pid}`, `--fsize=${bytes}:unlimited`])

  it('fails appends with a temporary error while reading goes on, and recovers by itself', async () => {
    const appender = await startAppender(file, 'full')
    await appender.next('ready')
    appender.tell('send 20')
    await appender.next('done')
    limit(appender.pid, String(statSync(`${file}-wal`).size))
    appender.tell('send 5')
    expect(await appender.next('failed')).toBe('LogUnavailableError')
    await appender.next('done')
    appender.tell('state')
    expect(await appender.next('writable')).toBe(false)
    appender.tell('read')
    expect(await appender.next('seqs')).toEqual(seqs(20))

    limit(appender.pid, 'unlimited')
    await vi.waitFor(async () => {
      appender.tell('state')
      expect(await appender.next('writable')).toBe(true)
    }, { timeout: 10_000, interval: 100 })
    appender.tell('send 5')
    expect(await appender.next('seq')).toBe(21)
    await appender.next('done')
    appender.tell('close')
    await appender.next('closed')
    const log = await openSqliteLog(file)
    expect((await log.after('a', 0, 100)).map(event => event.seq)).toEqual(seqs(25))
    await log.close()
  })
})

describe('a transaction that SQLite rolls back by itself', () => {
  // As a full disk can make it do in the middle of a batch. What was asked after the failure was once committed alone:
  // a message and a `last_seq` without their event.
  it('leaves nothing of the batch and no gap', async () => {
    const log = await openSqliteLog(file)
    await log.ensureRooms(['a'])
    await log.close()
    const db = new Database(file)
    db.exec(
      `CREATE TRIGGER full BEFORE INSERT ON event WHEN NEW.body LIKE '%too much%' BEGIN SELECT RAISE(ROLLBACK, 'full'); END`,
    )
    db.close()

    const reopened = await openSqliteLog(file)
    await reopened.append(draft('a'))
    await expect(reopened.append(draft('a', { text: 'too much' }))).rejects.toThrow()
    expect(await reopened.append(draft('a'))).toMatchObject({ event: { seq: 2 } })
    expect((await reopened.after('a', 0, 10)).map(event => event.seq)).toEqual([1, 2])
    expect((await reopened.before('a', 10, 10)).map(message => message.seq)).toEqual([1, 2])
    await reopened.close()
  })
})

describe('a page of a SQLite log that is damaged while it runs', () => {
  async function damagedLog() {
    const filled = await openSqliteLog(file)
    await filled.ensureRooms(['a', 'b'])
    await Promise.all(drafts('a', 600).map(each => filled.append({ ...each, text: 'y'.repeat(500) })))
    await filled.close()
    const log = await openSqliteLog(file)
    // In the middle, where the messages are: the first pages are those of other tables.
    const descriptor = openSync(file, 'r+')
    const middle = Math.floor(statSync(file).size / 2 / 4_096) * 4_096
    writeSync(descriptor, Buffer.alloc(10 * 4_096, 0xA5), 0, 10 * 4_096, middle)
    closeSync(descriptor)
    return log
  }

  it('fails what reads it with damage, which is said and counted, while the rest can be read and written', async () => {
    const log = await damagedLog()
    for (let time = 0; time < 2; time++) await expect(log.after('a', 0, 1_000)).rejects.toThrow(LogDamagedError)
    expect(log.state()).toMatchObject({
      writable: true,
      problem: 'damaged',
      damage: 2,
      detail: expect.stringMatching(/is damaged.*npm run restore/),
    })
    expect(await log.append(draft('b'))).toMatchObject({ event: { seq: 1 } })
    expect(await log.before('b', null, 10)).toHaveLength(1)
    await log.close()
  })
})

describe('starting on a SQLite file', () => {
  async function refusal(): Promise<string> {
    const error: unknown = await openSqliteLog(file).then(log => log.close(), (reason: unknown) => reason)
    expect(error).toBeInstanceOf(LogStartError)
    return error instanceof Error ? error.message : ''
  }

  async function filled(count = 300) {
    const log = await openSqliteLog(file)
    await log.ensureRooms(['a'])
    await Promise.all(drafts('a', count).map(each => log.append({ ...each, text: 'y'.repeat(500) })))
    await log.close()
  }

  it('makes the folder', async () => {
    file = join(folder, 'some', 'where', 'parley.db')
    const log = await openSqliteLog(file)
    await log.close()
    expect(readdirSync(join(folder, 'some', 'where'))).toContain('parley.db')
  })

  it('refuses a folder that can not be made, with the remedy', async () => {
    writeFileSync(join(folder, 'taken'), '')
    file = join(folder, 'taken', 'parley.db')
    expect(await refusal()).toMatch(/can't be written.*DATA_DIR/)
  })

  it('refuses a read-only folder, with the remedy', async () => {
    const readOnly = join(folder, 'read-only')
    mkdirSync(readOnly)
    chmodSync(readOnly, 0o555)
    const appender = await startAppender(join(readOnly, 'parley.db'), 'ro', BOUND_BY_MODES)
    expect(await appender.next('error')).toMatch(/LogStartError: .*read-only\/parley\.db can't be written.*DATA_DIR/)
  })

  it('refuses a file that may only be read', async () => {
    await filled(1)
    chmodSync(file, 0o444)
    for (const rest of readdirSync(folder)) {
      if (/-(?:wal|shm)$/.test(rest)) rmSync(join(folder, rest))
    }
    const appender = await startAppender(file, 'ro', BOUND_BY_MODES)
    expect(await appender.next('error')).toMatch(/LogStartError: .*parley\.db can't be written.*DATA_DIR/)
  })

  it('refuses a file that is no database', async () => {
    writeFileSync(file, 'not a database at all. '.repeat(1_000))
    expect(await refusal()).toMatch(/damaged.*npm run restore/)
  })

  it('refuses a file with a damaged page', async () => {
    await filled()
    const bytes = readFileSync(file)
    bytes.fill(0xA5, 20 * 4_096, 30 * 4_096)
    writeFileSync(file, bytes)
    expect(await refusal()).toMatch(/damaged.*npm run restore/)
  })

  it('refuses a file that was cut off', async () => {
    await filled()
    const bytes = readFileSync(file)
    writeFileSync(file, bytes.subarray(0, bytes.length / 2))
    expect(await refusal()).toMatch(/damaged.*npm run restore/)
  })

  it('refuses a file that a newer program wrote', async () => {
    await filled(1)
    const db = new Database(file)
    db.exec('INSERT INTO kysely_migration (name, timestamp) VALUES (\'9999-future\', \'2099-01-01T00:00:00.000Z\')')
    db.close()
    expect(await refusal()).toMatch(/newer Parley.*9999-future/)
  })

  it('can be tried again in the same process after the trouble is gone', async () => {
    writeFileSync(file, 'not a database at all. '.repeat(1_000))
    await refusal()
    rmSync(file)
    const log = await openSqliteLog(file)
    await log.ensureRooms(['a'])
    expect(await log.append(draft('a'))).toMatchObject({ event: { seq: 1 } })
    await log.close()
    await expect(log.after('a', 0, 1)).rejects.toThrow(LogUnavailableError)
  })
})
