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

/** On the disk, whole, or not there: a half of it would keep the next start from making one. With `wx`: when another process made one in this moment, it is not overwritten. */
function keep(path: string, secret: string): void {
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

function keepProblem(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return /ENOSPC|EDQUOT/.test(message) ? `the disk is full [${message}]. Free some space` : `${message}. Make the folder writable`
}

/** @throws ConfigError where a file is there that holds none */
function checked(path: string, secret: string): string {
  if (secret.length >= SECRET_MIN_CHARS) return secret
  throw new ConfigError(`${path} is too short for a session secret; the disk may have been full when it was made. Put the file of a backup in its place, or remove it, and another is made: everybody is then a new guest.`)
}

/**
 * What session cookies are sealed with: `SESSION_SECRET`, or a secret that is made once and kept in `DATA_DIR`. Several processes must
 * know the same one, so with PostgreSQL it has to be given.
 * @throws ConfigError with the remedy
 */
export function sessionSecret(config: Pick<Config, 'SESSION_SECRET' | 'DATA_DIR' | 'DATABASE_URL'>): string {
  if (config.SESSION_SECRET) return config.SESSION_SECRET
  if (config.DATABASE_URL) {
    throw new ConfigError('SESSION_SECRET is not set. With DATABASE_URL several processes share their sessions and need the same secret: make one with openssl rand -base64 48')
  }
  const path = join(config.DATA_DIR, FILE)
  const existing = readExisting(path)
  if (existing !== null) return checked(path, existing)
  const secret = randomBytes(48).toString('base64url')
  try {
    // For its own user only, as sqlite/open.ts makes it: conversations will be in there.
    mkdirSync(config.DATA_DIR, { recursive: true, mode: 0o700 })
    keep(path, secret)
    return secret
  }
  catch (error) {
    const made = readExisting(path)
    if (made !== null) return checked(path, made)
    const reason = accessProblem(resolve(path)) ?? keepProblem(error)
    throw new ConfigError(`DATA_DIR is '${config.DATA_DIR}', and the session secret can't be kept there: ${reason}. Or set another DATA_DIR.`)
  }
}

/** Whether the embedded log's folder has a secret that was there before this process. */
export function hasOlderSecret(config: Pick<Config, 'DATA_DIR' | 'DATABASE_URL'>, startedAt = Date.now() - process.uptime() * 1_000): boolean {
  if (config.DATABASE_URL) return false
  return (statSync(join(config.DATA_DIR, FILE), { throwIfNoEntry: false })?.mtimeMs ?? Infinity) < startedAt
}
