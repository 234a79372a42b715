import {
  chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { LogDriver } from '../../../server/core/log/driver'
import { openSqliteLog } from '../../../server/core/log/sqlite/open'
import { BOUND_BY_MODES } from '../../support/bound-by-modes'
import { draft, drafts, seqs } from '../server/core/log/drafts'

let folder: string
let file: string
let backup: string
let log: LogDriver

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parley-backup-'))
  file = join(folder, 'data', 'parley.db')
  backup = join(folder, 'backup.db')
  log = await openSqliteLog(file)
  await log.ensureRooms(['a', 'b'])
})
afterEach(async () => {
  await log.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Runs a script as npm does and gives what it printed. */
async function run(
  script: 'backup' | 'restore',
  args: readonly string[],
  env: Record<string, string> = {},
  before: readonly string[] = [],
): Promise<{ failed: boolean, output: string }> {
  const path = fileURLToPath(new URL(`../../../scripts/${script}.mjs`, import.meta.url))
  const settings = { ...process.env, DATA_DIR: join(folder, 'data'), DATABASE_URL: '', ...env }
  const [command = '', ...rest] = [...before, process.execPath, path, ...args]
  const { failed, all } = await execa(command, rest, { env: settings, cwd: folder, all: true, reject: false })
  return { failed, output: all }
}

const elsewhere = () => ({ DATA_DIR: join(folder, 'new') })

function pick(file: string) {
  const { uid, gid, mode } = statSync(file)
  return { uid, gid, mode: mode & 0o777 }
}

describe('npm run backup', () => {
  it('copies one moment of the log while the server writes, and the server goes on', async () => {
    let copying = true
    const acknowledged: number[] = []
    const writing = (async () => {
      while (copying) acknowledged.push((await log.append(draft('a'))).event.seq)
    })()
    const before = (await log.append(draft('b'))).event.seq
    const { failed, output } = await run('backup', [backup])
    copying = false
    await writing
    expect({ failed, output }).toEqual({ failed: false, output: expect.stringContaining(backup) })
    expect(acknowledged).toEqual(seqs(acknowledged.length))

    expect(await run('restore', [backup], elsewhere())).toMatchObject({ failed: false })
    const copy = await openSqliteLog(join(folder, 'new', 'parley.db'))
    const copied = (await copy.after('a', 0, 100_000)).map(event => event.seq)
    expect(copied).toEqual(seqs(copied.length))
    expect(copied.length).toBeLessThanOrEqual(acknowledged.length)
    expect((await copy.heads(['a', 'b'])).get('a')).toMatchObject({ lastSeq: copied.length })
    expect((await copy.heads(['b'])).get('b')).toMatchObject({ lastSeq: before })
    await copy.close()
  })

  it('makes a file that only its owner can read', async () => {
    await run('backup', [backup])
    expect(statSync(backup).mode & 0o777).toBe(0o600)
  })

  // Who restored a backup on another machine had the messages back, and every visitor was a new guest.
  it('takes the session secret along, for its owner alone, and restore puts it in its place', async () => {
    writeFileSync(join(folder, 'data', 'session-secret'), 'the secret')
    expect(await run('backup', [backup])).toEqual({
      failed: false,
      output: expect.stringContaining(`${backup}.session-secret`),
    })
    expect(statSync(`${backup}.session-secret`).mode & 0o077).toBe(0)

    expect((await run('restore', [backup], elsewhere())).output).not.toContain('new guest')
    expect(readFileSync(join(folder, 'new', 'session-secret'), 'utf8')).toBe('the secret')
    expect(statSync(join(folder, 'new', 'session-secret')).mode & 0o077).toBe(0)
  })

  it('says that SESSION_SECRET belongs to the backup where it is set, and restore asks for the secret where it has none', async () => {
    expect((await run('backup', [backup], { SESSION_SECRET: 's'.repeat(32) })).output).toContain(
      'Keep SESSION_SECRET with it',
    )
    expect((await run('restore', [backup], elsewhere())).output).toContain('every visitor will be a new guest')
  })

  it('does not overwrite a file, and leaves no half of one behind', async () => {
    writeFileSync(backup, 'precious')
    expect(await run('backup', [backup])).toEqual({ failed: true, output: expect.stringContaining('exists already') })
    expect(readFileSync(backup, 'utf8')).toBe('precious')
    expect(readdirSync(folder).sort()).toEqual(['backup.db', 'data'])
  })

  it('says what to do without a log, without a file name, and in a folder that is not there', async () => {
    expect(await run('backup', [backup], { DATA_DIR: join(folder, 'nothing') })).toEqual({
      failed: true,
      output: expect.stringContaining('Set DATA_DIR'),
    })
    expect(existsSync(join(folder, 'nothing'))).toBe(false)
    expect(await run('backup', [])).toEqual({ failed: true, output: expect.stringContaining('npm run backup -- FILE') })
    const { failed, output } = await run('backup', [join(folder, 'nowhere', 'b.db')])
    expect(failed).toBe(true)
    expect(output).not.toContain('    at ')
  })

  it('points to pg_dump where the log is in PostgreSQL, without the password', async () => {
    const { failed, output } = await run('backup', [backup], {
      DATABASE_URL: 'postgres://parley:secret@db:5432/parley',
    })
    expect(failed).toBe(true)
    expect(output).toContain(`pg_dump --format=custom --file='${backup}' 'postgres://parley@db:5432/parley'`)
    expect(output).not.toContain('secret')
  })
})

describe('npm run restore', () => {
  beforeEach(async () => {
    await Promise.all(drafts('a', 10).map(each => log.append(each)))
    await run('backup', [backup])
  })

  it('gives every room another epoch and keeps the rest, client ids too', async () => {
    const before = await log.heads(['a', 'b'])
    const stored = await log.after('a', 0, 100)
    expect(await run('restore', [backup], elsewhere())).toMatchObject({ failed: false })
    const restored = await openSqliteLog(join(folder, 'new', 'parley.db'))
    const after = await restored.heads(['a', 'b'])
    for (const [room, head] of before) {
      expect(after.get(room)).toEqual({ ...head, epoch: expect.not.stringMatching(`^${head.epoch}$`) })
    }
    expect(await restored.after('a', 0, 100)).toEqual(stored)
    expect(await restored.append(draft('a', { clientId: 'c-3' }))).toEqual({ repeated: true, event: stored[3] })
    await restored.close()
  })

  it('is refused while a server runs', async () => {
    expect(await run('restore', [backup])).toEqual({ failed: true, output: expect.stringContaining('Stop it first') })
  })

  it('is refused while a server runs whose database was moved away', async () => {
    const away = join(folder, 'away')
    mkdirSync(away)
    for (const name of readdirSync(join(folder, 'data')).filter(each => each.startsWith('parley.db')))
      renameSync(join(folder, 'data', name), join(away, name))
    expect(await run('restore', [backup])).toEqual({ failed: true, output: expect.stringContaining('Stop it first') })
    expect(await run('restore', [backup], { DATA_DIR: away })).toEqual({
      failed: true,
      output: expect.stringContaining('Stop it first'),
    })
  })

  it('is noticed by a server that still runs, where all of its files were moved away, and that one acknowledges nothing more', async () => {
    renameSync(join(folder, 'data'), join(folder, 'away'))
    expect(await run('restore', [backup])).toMatchObject({ failed: false })
    await expect(log.append(draft('a'))).rejects.toThrow('was replaced while the server was running')
    expect(log.state()).toMatchObject({ writable: false, problem: 'files' })
  })

  // Only root can give files away; for anybody else folder and files are their own.
  it('gives the files to the owner of the folder, for their eyes alone, and leaves the folder as it is', async () => {
    writeFileSync(`${backup}.session-secret`, 'the secret')
    const [uid, gid]
      = process.getuid?.() === 0 ? [12_345, 12_346] : [process.getuid?.() ?? -1, process.getgid?.() ?? -1]
    const target = join(folder, 'new')
    mkdirSync(target, { mode: 0o750 })
    chownSync(target, uid, gid)
    expect(await run('restore', [backup], elsewhere())).toMatchObject({ failed: false })
    const owners = ['.', ...readdirSync(target)].map(name => ({ name, ...pick(join(target, name)) }))
    expect(owners).toEqual([
      { name: '.', uid, gid, mode: 0o750 },
      ...['lock', 'parley.db', 'parley.db.lock', 'session-secret'].map(name => ({ name, uid, gid, mode: 0o600 })),
    ])
  })

  it('names the folder that may not be written, its owner, and the remedy', async () => {
    const target = join(folder, 'new')
    mkdirSync(target, { mode: 0o555 })
    const { failed, output } = await run('restore', [backup], elsewhere(), BOUND_BY_MODES)
    expect(failed).toBe(true)
    expect(output).toMatch(/\/new belongs to \S+ \(mode 555\), and this process.*ch(?:mod|own) -R/)
  })

  it('never overwrites a log, nor what is left of one', async () => {
    await log.append(draft('a'))
    await log.close()
    expect(await run('restore', [backup])).toEqual({
      failed: true,
      output: expect.stringContaining('never overwrites'),
    })
    rmSync(file)
    writeFileSync(`${file}-wal`, 'left over')
    expect(await run('restore', [backup])).toEqual({ failed: true, output: expect.stringContaining('parley.db-wal') })
    rmSync(`${file}-wal`)
    expect(await run('restore', [backup])).toMatchObject({ failed: false })
    log = await openSqliteLog(file)
    expect((await log.heads(['a'])).get('a')).toMatchObject({ lastSeq: 10 })
  })

  it('refuses what is not a good backup and leaves nothing behind', async () => {
    const bytes = readFileSync(backup)
    bytes.fill(0xA5, 4 * 4_096, 8 * 4_096)
    writeFileSync(backup, bytes)
    expect(await run('restore', [backup], elsewhere())).toEqual({
      failed: true,
      output: expect.stringContaining('damaged'),
    })
    writeFileSync(backup, 'no database')
    expect(await run('restore', [backup], elsewhere())).toEqual({
      failed: true,
      output: expect.stringContaining('not a backup'),
    })
    expect(readdirSync(join(folder, 'new'))).toEqual(['lock', 'parley.db.lock'])
    expect(await run('restore', [join(folder, 'nothing.db')], elsewhere())).toEqual({
      failed: true,
      output: expect.stringContaining('There is no'),
    })
  })
})
