import { existsSync, renameSync, rmSync } from 'node:fs'
import { resolve } from 'node:path'
import Database from 'libsql'
import {
  copySecret, fileArgument, giveToOwnerOfFolder, main, Refusal, secretFile, secretOf, setting, sqliteFile, sync,
  withoutPassword,
} from './store-files.mjs'

/**
 * `npm run backup -- FILE`: copies the log while the server runs, and the session secret (without it every visitor
 * becomes a new guest).
 */
await main((values) => {
  const target = fileArgument(values, 'npm run backup -- FILE')
  const url = setting('DATABASE_URL')
  if (url) {
    throw new Refusal('The log is in PostgreSQL, which has its own tool for backups. Run:\n'
      + `  pg_dump --format=custom --file='${target}' '${withoutPassword(url)}'`)
  }
  const source = sqliteFile()
  if (!existsSync(source)) throw new Refusal(`There is no ${source}. Set DATA_DIR to the folder of the server's data.`)
  if (existsSync(target) || existsSync(secretOf(target))) {
    throw new Refusal(`${target} exists already. Choose another name, or remove it first.`)
  }

  const part = `${target}.part`
  rmSync(part, { force: true })
  try {
    copy(source, part)
    giveToOwnerOfFolder(part)
    sync(part)
    renameSync(part, target)
    sync(target)
  }
  finally {
    rmSync(part, { force: true })
  }
  return `Copied ${source} to ${target}${keepSecret(target)}.`
}, ([target]) => [sqliteFile(), ...(target ? [resolve(target)] : [])])

/** Copies the secret's file, if there is one. Returns the end of the sentence for the operator. */
function keepSecret(target) {
  if (!existsSync(secretFile())) {
    const remedy = '. Keep SESSION_SECRET with it: without it every visitor becomes a new guest'
    return setting('SESSION_SECRET') ? remedy : ''
  }
  copySecret(secretFile(), secretOf(target))
  return `, and the session secret to ${secretOf(target)}: keep both`
}

/** Copies in one read transaction: the copy is a consistent snapshot, and the server goes on writing. */
function copy(source, target) {
  const db = new Database(source)
  db.exec('PRAGMA busy_timeout = 10000')
  db.prepare('VACUUM INTO $1').run([target])
  db.close()
}
