import {
  copyFileSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, truncateSync, writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'libsql'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { LogDriver } from '../../../../../server/core/log/driver'
import { LogUnavailableError } from '../../../../../server/core/log/log'
import { openSqliteLog } from '../../../../../server/core/log/sqlite/open'
import { startAppender, type Appender } from './appender-process'
import { draft, drafts, seqs } from './drafts'

let folder: string
let data: string
let away: string
let file: string
let log: LogDriver | undefined
let appender: Appender | undefined

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-files-'))
  data = join(folder, 'data')
  away = join(folder, 'away')
  file = join(data, 'parley.db')
  mkdirSync(away)
})
afterEach(async () => {
  await log?.close()
  log = undefined
  await appender?.end('SIGKILL')
  appender = undefined
  rmSync(folder, { recursive: true, force: true })
})

/** As `mv parley.db* TO` does. */
function move(from: string, to: string, names = readdirSync(from).filter(name => name.startsWith('parley.db'))) {
  for (const name of names) renameSync(join(from, name), join(to, name))
}

async function start(count: number, inFile = file): Promise<Appender> {
  appender = await startAppender(inFile, 'f')
  await appender.next('ready')
  appender.tell(`send ${count}`)
  await appender.next('done')
  return appender
}

async function problemOf(process: Appender): Promise<string> {
  process.tell('state')
  return process.next('problem')
}

/** Without a write meanwhile: the file is checked. */
const noticed = (process: Appender, problem = 'files') =>
  vi.waitFor(async () => expect(await problemOf(process)).toBe(problem), { timeout: 15_000, interval: 50 })

function acknowledged(process: Appender): number[] {
  return process.reports.flatMap(({ clientId, seq }) => clientId && seq ? [seq] : [])
}

async function stored(inFile: string): Promise<number[]> {
  const opened = await openSqliteLog(inFile)
  try {
    return (await opened.after('a', 0, 100_000)).map(event => event.seq)
  }
  finally {
    await opened.close()
  }
}

/** Writes as fast as it can, does something to the files meanwhile, and goes on until a write is refused. */
async function disturb(process: Appender, act: () => void) {
  const before = process.reports.length
  process.tell('send 100000')
  await vi.waitFor(() => expect(process.reports.length).toBeGreaterThan(before + 50), { timeout: 15_000, interval: 5 })
  act()
  await process.next('failed')
}

describe('a SQLite log whose files are taken away while it runs', () => {
  it.each([
    ['the folder is removed', () => rmSync(data, { recursive: true })],
    ['the folder is moved', () => renameSync(data, join(away, 'data'))],
    ['the database is removed', () => rmSync(file)],
    ['the -wal file is removed', () => rmSync(`${file}-wal`)],
    ['the -shm file is removed', () => rmSync(`${file}-shm`)],
    ['the lock is removed', () => rmSync(join(data, 'lock'))],
    [
      'the lock is replaced',
      () => writeFileSync(join(data, 'new-lock'), '') ?? renameSync(join(data, 'new-lock'), join(data, 'lock')),
    ],
    ['the database is replaced', () => copyFileSync(file, join(away, 'copy')) ?? renameSync(join(away, 'copy'), file)],
    ['the database is cut off', () => truncateSync(file, 0)],
    ['the -wal file is cut off', () => truncateSync(`${file}-wal`, 0)],
  ])('notices without a write that %s, says so and takes no more writes', async (_what, act) => {
    log = await openSqliteLog(file)
    await log.ensureRooms(['a'])
    await Promise.all(drafts('a', 20).map(each => log?.append(each)))
    act()
    await vi.waitFor(() => expect(log?.state()).toMatchObject({ writable: false, problem: 'files' }), {
      timeout: 15_000,
      interval: 20,
    })
    expect(log.state().detail).toMatch(
      / was (?:moved or removed|replaced|cut off) while the server was running.*\. (?:Put it back|Restart Parley|Stop Parley|The messages in it are saved)/,
    )
    await expect(log.append(draft('a'))).rejects.toThrow(LogUnavailableError)
  })

  it('does not bring a -wal file that was cut off into the database, which would damage it', async () => {
    log = await openSqliteLog(file)
    await log.ensureRooms(['a'])
    await Promise.all(drafts('a', 20).map(each => log?.append(each)))
    await log.close()
    log = await openSqliteLog(file)
    await Promise.all(drafts('a', 20, 'd').map(each => log?.append(each)))
    truncateSync(`${file}-wal`, 4_096)
    await expect(log.append(draft('a'))).rejects.toThrow('was cut off')
    await log.close()
    log = undefined
    expect((await stored(file)).slice(0, 20)).toEqual(seqs(20))
  })

  it('acknowledges nothing that is not in the files that were moved, while many write, and goes on when they are back', async () => {
    const process = await start(10)
    await disturb(process, () => move(data, away))
    const told = acknowledged(process)
    move(away, data)
    await vi.waitFor(async () => expect(await problemOf(process)).toBe('none'), { timeout: 15_000, interval: 50 })
    await process.end('SIGKILL')
    const kept = await stored(file)
    expect(kept).toEqual(seqs(kept.length))
    expect(told.filter(seq => !kept.includes(seq))).toEqual([])
  })

  it('loses nothing acknowledged when its -wal file is removed while many write, and the process is killed after it was noticed', async () => {
    const process = await start(10)
    await disturb(process, () => rmSync(`${file}-wal`))
    const told = acknowledged(process)
    await process.end('SIGKILL')
    const kept = await stored(file)
    expect(told.filter(seq => !kept.includes(seq))).toEqual([])
  })

  it('loses nothing acknowledged when its -wal file is removed between two writes', async () => {
    const process = await start(20)
    rmSync(`${file}-wal`)
    await noticed(process)
    await process.end('SIGKILL')
    expect(await stored(file)).toEqual(seqs(20))
  })

  it('writes into its own files again when another one was in their place for a while', async () => {
    const process = await start(5)
    move(data, away)
    writeFileSync(file, 'another one')
    await noticed(process)
    rmSync(file)
    move(away, data)
    await noticed(process, 'none')
    process.tell('send 2')
    expect(await process.next('seq')).toBe(6)
  })
})

describe('files of a running SQLite log', () => {
  it('are refused to a second process in the folder, wherever the database was moved', async () => {
    await start(5)
    move(data, away)
    await expect(openSqliteLog(file)).rejects.toThrow('Another process uses')
    await expect(openSqliteLog(join(away, 'parley.db'))).rejects.toThrow('Another process uses')
  })

  it('are refused to a second process beside one of a version that had one lock, and to such a one', async () => {
    log = await openSqliteLog(file)
    const old = new Database(`${file}.lock`)
    expect(() => old.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')).toThrow('locked')
    await log.close()
    old.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
    await expect(openSqliteLog(file)).rejects.toThrow('Another process uses')
    old.close()
    log = await openSqliteLog(file)
  })

  it.each([
    ['empties the -wal file', 'PRAGMA wal_checkpoint(TRUNCATE)'],
    [
      'makes the database smaller',
      'DELETE FROM message WHERE room = \'b\'; DELETE FROM event WHERE room = \'b\'; VACUUM; PRAGMA wal_checkpoint(TRUNCATE)',
    ],
  ])('may be worked on by another program that %s in the ordinary way', async (_what, sql) => {
    log = await openSqliteLog(file)
    await log.ensureRooms(['a', 'b'])
    await Promise.all(drafts('b', 300).map(each => log?.append({ ...each, text: 'y'.repeat(500) })))
    await log.append(draft('a'))
    const other = new Database(file)
    other.exec('PRAGMA busy_timeout = 5000')
    for (const statement of sql.split('; ')) other.prepare(statement).all()
    other.close()
    for (let seq = 2; seq < 10; seq++) expect(await log.append(draft('a'))).toMatchObject({ event: { seq } })
    expect(log.state()).toEqual({ kind: 'sqlite', writable: true })
  })
})
