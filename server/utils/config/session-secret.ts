import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigError } from './load'
import type { Config } from './schema'

const FILE = 'session-secret'

function readExisting(path: string): string | null {
  try {
    const secret = readFileSync(path, 'utf8').trim()
    return secret.length >= 32 ? secret : null
  }
  catch {
    return null
  }
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
  if (existing) return existing
  const secret = randomBytes(48).toString('base64url')
  try {
    mkdirSync(config.DATA_DIR, { recursive: true })
    // `wx`: when another process made one in this moment, theirs is taken.
    writeFileSync(path, `${secret}\n`, { mode: 0o600, flag: 'wx' })
    return secret
  }
  catch (error) {
    const made = readExisting(path)
    if (made) return made
    const reason = error instanceof Error ? error.message : String(error)
    throw new ConfigError(`DATA_DIR is '${config.DATA_DIR}', and the session secret can't be kept there: ${reason}. Make the folder writable, or set SESSION_SECRET or another DATA_DIR.`)
  }
}
