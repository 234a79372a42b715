import { chmodSync, chownSync, closeSync, copyFileSync, existsSync, fsyncSync, openSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { accessProblem } from '../server/platform/files/access.mjs'

/** Shared by backup and restore: where the log is, and how a file gets onto the disk durably. */

/** A problem that the operator can solve. The script prints `message` and ends with 1. */
export class Refusal extends Error {}

/**
 * Runs a script and prints its sentence or its problem.
 * @param {(values: string[]) => string} run
 * @param {(values: string[]) => string[]} filesOf files it reads and writes, to name one that this user may not use
 */
export async function main(run, filesOf) {
  // These files hold conversations: only their owner may read them.
  process.umask(0o077)
  const values = process.argv.slice(2)
  try {
    console.log(await run(values))
  }
  catch (error) {
    console.error(error instanceof Refusal ? error.message : problemOf(error, filesOf(values)))
    process.exitCode = 1
  }
}

/**
 * An error code means the disk or file system; libsql fails to open without one. Other errors are bugs of the script.
 */
function problemOf(error, files) {
  if (!error.code && !/Unable to open connection/.test(error.message)) return error
  const denied = files.map(accessProblem).find(problem => problem !== null)
  return denied ?? `Failed: ${error.message}${error.code ? ` (${error.code})` : ''}`
}

/** Gives a file that root has just created to the owner of its folder, who could not use it otherwise. */
export function giveToOwnerOfFolder(file) {
  if (process.getuid?.() !== 0) return
  const { uid, gid } = statSync(dirname(file))
  chownSync(file, uid, gid)
}

/** The one argument of a script: a file. */
export function fileArgument(values, usage) {
  const [file] = values
  if (values.length !== 1 || !file || file.startsWith('-')) throw new Refusal(`Usage: ${usage}`)
  return resolve(file)
}

const inDataDir = name => resolve(setting('DATA_DIR') || '.data', name)

/** The SQLite file of the log, as server/core/log/open.ts names it. */
export function sqliteFile() {
  return inDataDir('parley.db')
}

/** The session secret's file, beside the log, as server/platform/config/session-secret.ts creates it. */
export function secretFile() {
  return inDataDir('session-secret')
}

/** The file of the session secret in a backup. */
export function secretOf(backup) {
  return `${backup}.session-secret`
}

/** A setting from the environment, else from the file .env. An empty one counts as not set. */
export function setting(name) {
  if (existsSync('.env')) process.loadEnvFile('.env')
  return process.env[name]?.trim() || undefined
}

/** Copies a secret so that only its owner may read it, whatever the mode of the original. */
export function copySecret(from, to) {
  copyFileSync(from, to)
  chmodSync(to, 0o600)
  giveToOwnerOfFolder(to)
  sync(to)
}

/** Waits until a file and its name are on the disk. */
export function sync(file) {
  for (const path of [file, dirname(file)]) {
    const descriptor = openSync(path, 'r')
    fsyncSync(descriptor)
    closeSync(descriptor)
  }
}

/** The address of a database for a command line, without its password. */
export function withoutPassword(url) {
  const shown = new URL(url)
  shown.password = ''
  return shown.href
}
