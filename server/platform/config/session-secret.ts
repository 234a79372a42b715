import { randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { accessProblem } from '../files/access.mjs'
import { ConfigError } from './load'
import type { Config } from './schema'

const FILE = 'session-secret'

const SECRET_MIN_CHARS = 32

function readExisting(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim()
  }
  catch {
    return null
  }
}

/**
 * Writes the secret to disk, whole or not at all: a partial file would stop the next start. `wx` never overwrites a
 * secret that another process created meanwhile.
 */
function writeSecret(path: string, secret: string): void {
  const descriptor = openSync(path, 'wx', 0o600)
  try {
    writeSync(descriptor, `${secret}\n`)
    fsyncSync(descriptor)
  }
  catch (error) {
    rmSync(path)
    throw error
  }
  finally {
    closeSync(descriptor)
  }
}

function writeProblem(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  if (/ENOSPC|EDQUOT/.test(message)) return `the disk is full [${message}]. Free some space`
  return `${message}. Make the folder writable`
}

/** @throws ConfigError if the file holds no whole secret */
function checked(path: string, secret: string): string {
  if (secret.length >= SECRET_MIN_CHARS) return secret
  throw new ConfigError(`${path} is too short for a session secret; the disk may have been full when it was written. `
    + 'Restore the file from a backup, or remove it: Parley then creates another, and all visitors become new guests.')
}

/**
 * The secret that seals session cookies: `SESSION_SECRET`, or one created once and kept in `DATA_DIR`. Several
 * processes need the same secret, so `SESSION_SECRET` is required with PostgreSQL.
 * @throws ConfigError with the remedy
 */
export function sessionSecret(config: Pick<Config, 'SESSION_SECRET' | 'DATA_DIR' | 'DATABASE_URL'>): string {
  if (config.SESSION_SECRET) return config.SESSION_SECRET
  if (config.DATABASE_URL) {
    throw new ConfigError('SESSION_SECRET is not set. With DATABASE_URL several processes share sessions and need the '
      + 'same secret. Create one with: openssl rand -base64 48')
  }
  const path = join(config.DATA_DIR, FILE)
  const existing = readExisting(path)
  if (existing !== null) return checked(path, existing)
  const secret = randomBytes(48).toString('base64url')
  try {
    // For the server's user only, as in sqlite/open.ts: the folder will hold conversations.
    mkdirSync(config.DATA_DIR, { recursive: true, mode: 0o700 })
    writeSecret(path, secret)
    return secret
  }
  catch (error) {
    const made = readExisting(path)
    if (made !== null) return checked(path, made)
    const reason = accessProblem(resolve(path)) ?? writeProblem(error)
    throw new ConfigError(`DATA_DIR is '${config.DATA_DIR}', and the session secret can't be kept there: ${reason}. `
      + 'Or set another DATA_DIR.')
  }
}

/** Whether the folder of the embedded log has a secret that is older than this process. */
export function hasOlderSecret(
  config: Pick<Config, 'DATA_DIR' | 'DATABASE_URL'>,
  startedAt = Date.now() - process.uptime() * 1_000,
): boolean {
  if (config.DATABASE_URL) return false
  return (statSync(join(config.DATA_DIR, FILE), { throwIfNoEntry: false })?.mtimeMs ?? Infinity) < startedAt
}
