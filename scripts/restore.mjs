import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import Database from 'libsql'
import { nanoid } from 'nanoid'
import { copySecret, fileArgument, giveToOwnerOfFolder, main, Refusal, secretFile, secretOf, setting, sqliteFile, sync } from './store-files.mjs'

/** `npm run restore -- FILE`: puts a backup in the place of a log that is gone. Never overwrites one. */
await main((values) => {
  const backup = fileArgument(values, 'npm run restore -- FILE')
  if (setting('DATABASE_URL')) {
    throw new Refusal('The log is in PostgreSQL. Restore into an empty database with pg_restore, then give every room a new epoch, so that no client goes on from a '
      + `position that the backup does not have:\n  pg_restore --no-owner --dbname=DATABASE_URL '${backup}'\n`
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
    return `${backup} is restored to ${target}, with ${rooms} rooms. ${restoreSecret(backup)}${ownerOf(made)}Start the server now.`
  }
  finally {
    for (const rest of ['', '-wal', '-shm', '-journal']) rmSync(part + rest, { force: true })
    for (const lock of locks) lock.close()
  }
}, ([backup]) => [sqliteFile(), ...(backup ? [resolve(backup)] : [])])

/** Only root can make a folder for another user, and does not know for whom. */
function ownerOf(made) {
  if (made === undefined || process.getuid?.() !== 0) return ''
  return `${made} was made and belongs to root: if the server runs as another user, give it away first: chown -R USER '${made}'. `
}

/** One that is there already is what the cookies of now are sealed with. */
function restoreSecret(backup) {
  if (existsSync(secretFile()) || setting('SESSION_SECRET')) return ''
  if (!existsSync(secretOf(backup))) return `There is no ${secretOf(backup)}, so that every visitor will be a new guest: put the old session-secret into ${dirname(secretFile())} first if you have it. `
  copySecret(secretOf(backup), secretFile())
  return ''
}

/** The locks that a running server holds (server/core/log/sqlite/lock.ts): one stays when the database is moved away, the other goes with it. */
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

/** A -wal file that was left behind counts too: SQLite would mix it into the restored file. */
function refuseOverwriting(target) {
  const taken = readdirSync(dirname(target)).filter(name => [basename(target), `${basename(target)}-wal`].includes(name))
  if (taken.length > 0) {
    throw new Refusal(`${dirname(target)} holds a log already (${taken.join(', ')}), and restore never overwrites one. Move ${basename(target)}* away first, or set DATA_DIR to another folder.`)
  }
}

/** Checks the copy and gives every room another epoch: a position in the lost log must not look like one in this log. */
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
