import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import Database from 'libsql'
import { nanoid } from 'nanoid'
import {
  copySecret, fileArgument, giveToOwnerOfFolder, main, Refusal, secretFile, secretOf, setting, sqliteFile, sync,
} from './store-files.mjs'

/** `npm run restore -- FILE`: puts a backup in place of a missing log. Never overwrites a log. */
await main((values) => {
  const backup = fileArgument(values, 'npm run restore -- FILE')
  if (setting('DATABASE_URL')) {
    throw new Refusal('The log is in PostgreSQL. Restore into an empty database with pg_restore. '
      + 'Then give every room a new epoch, so that no client resumes from a position that the backup does not have:\n'
      + `  pg_restore --no-owner --dbname=DATABASE_URL '${backup}'\n`
      + '  psql DATABASE_URL --command="UPDATE room SET epoch = gen_random_uuid()::text"')
  }
  if (!existsSync(backup)) throw new Refusal(`There is no ${backup}.`)
  const target = sqliteFile()
  const made = mkdirSync(dirname(target), { recursive: true })
  const locks = takeLocks(target)

  const part = `${target}.part`
  try {
    refuseOverwriting(target)
    rmSync(part, { force: true })
    copyFileSync(backup, part)
    const rooms = renewEpochs(part, backup)
    giveToOwnerOfFolder(part)
    sync(part)
    renameSync(part, target)
    sync(target)
    const notes = `${restoreSecret(backup)}${ownerOf(made)}`
    return `Restored ${backup} to ${target}, with ${rooms} rooms. ${notes}Start the server now.`
  }
  finally {
    for (const rest of ['', '-wal', '-shm', '-journal']) rmSync(part + rest, { force: true })
    for (const lock of locks) lock.close()
  }
}, ([backup]) => [sqliteFile(), ...(backup ? [resolve(backup)] : [])])

/** A folder that root created may have to belong to another user, whom this script does not know. */
function ownerOf(made) {
  if (made === undefined || process.getuid?.() !== 0) return ''
  const remedy = `If the server runs as another user, first run: chown -R USER '${made}'. `
  return `${made} was created and belongs to root. ${remedy}`
}

/** Restores the secret, unless there is one already: it seals the present cookies. Returns a note for the operator. */
function restoreSecret(backup) {
  if (existsSync(secretFile()) || setting('SESSION_SECRET')) return ''
  if (!existsSync(secretOf(backup))) {
    const remedy = `If you have the old session-secret, first put it into ${dirname(secretFile())}. `
    return `There is no ${secretOf(backup)}, so every visitor will be a new guest. ${remedy}`
  }
  copySecret(secretOf(backup), secretFile())
  return ''
}

/**
 * Takes the locks that a running server holds (server/core/log/sqlite/lock.ts). If the database is moved away, one
 * stays and one goes with it.
 */
function takeLocks(target) {
  const locks = []
  for (const path of [join(dirname(target), 'lock'), `${target}.lock`]) {
    const lock = new Database(path)
    locks.push(lock)
    try {
      lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
      giveToOwnerOfFolder(path)
    }
    catch (error) {
      for (const each of locks) each.close()
      if (error.code !== 'SQLITE_BUSY') throw error
      throw new Refusal(`A server uses ${dirname(target)}. Stop it first.`)
    }
  }
  return locks
}

/** A leftover -wal file counts too: SQLite would apply it to the restored file. */
function refuseOverwriting(target) {
  const names = [basename(target), `${basename(target)}-wal`]
  const taken = readdirSync(dirname(target)).filter(name => names.includes(name))
  if (taken.length > 0) {
    throw new Refusal(`${dirname(target)} already holds a log (${taken.join(', ')}), and restore never overwrites one. `
      + `First move ${basename(target)}* away, or set DATA_DIR to another folder.`)
  }
}

/** Checks the copy and gives every room a new epoch: a position in the lost log must not look valid in this one. */
function renewEpochs(file, backup) {
  try {
    const db = new Database(file)
    db.exec('PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL')
    const [{ quick_check: result }] = db.prepare('PRAGMA quick_check(1)').all()
    if (result !== 'ok') throw new Refusal(`${backup} is damaged: ${result}. Use another backup.`)
    const rooms = db.prepare('SELECT id FROM room').all()
    const renew = db.prepare('UPDATE room SET epoch = $1 WHERE id = $2')
    db.exec('BEGIN')
    for (const { id } of rooms) renew.run([nanoid(), id])
    db.exec('COMMIT')
    db.close()
    return rooms.length
  }
  catch (error) {
    if (error instanceof Refusal) throw error
    throw new Refusal(`${backup} is damaged or not a backup of Parley: ${error.message}. Use another one.`)
  }
}
