import { mkdirSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { hasOlderSecret, sessionSecret } from '../../../../../server/platform/config/session-secret'

const folder = () => join(mkdtempSync(join(tmpdir(), 'parley-secret-')), 'data')

describe('the session secret', () => {
  it('is the one that is given', () => {
    expect(sessionSecret({ DATA_DIR: folder(), SESSION_SECRET: 's'.repeat(40) })).toBe('s'.repeat(40))
  })

  it('is made once, kept for the owner alone, and found again', () => {
    const DATA_DIR = folder()
    const secret = sessionSecret({ DATA_DIR })
    expect(secret.length).toBeGreaterThanOrEqual(32)
    expect(sessionSecret({ DATA_DIR })).toBe(secret)
    expect(statSync(join(DATA_DIR, 'session-secret')).mode & 0o777).toBe(0o600)
    expect(statSync(DATA_DIR).mode & 0o777).toBe(0o700)
    expect(readFileSync(join(DATA_DIR, 'session-secret'), 'utf8').trim()).toBe(secret)
  })

  it('must be given where several processes share sessions', () => {
    expect(() => sessionSecret({ DATA_DIR: folder(), DATABASE_URL: 'postgres://localhost/parley' })).toThrowError(
      'openssl rand',
    )
  })

  // The start said for ever that the folder must be made writable, which it was.
  it('says what to do when a file is there that the disk had no room for', () => {
    const DATA_DIR = folder()
    mkdirSync(DATA_DIR)
    writeFileSync(join(DATA_DIR, 'session-secret'), '')
    expect(() => sessionSecret({ DATA_DIR })).toThrowError(/session-secret is too short.* remove it/)
  })

  it('says what to do when the folder can not be written', () => {
    const file = folder().replace(/data$/, 'file')
    writeFileSync(file, '')
    expect(() => sessionSecret({ DATA_DIR: file })).toThrowError(/Make the folder writable.*set another DATA_DIR/)
  })

  it('is older than the process only where it was there before, and the log is beside it', () => {
    const DATA_DIR = folder()
    expect(hasOlderSecret({ DATA_DIR })).toBe(false)
    sessionSecret({ DATA_DIR })
    expect(hasOlderSecret({ DATA_DIR })).toBe(false)
    expect(hasOlderSecret({ DATA_DIR }, Date.now() + 60_000)).toBe(true)
    expect(hasOlderSecret({ DATA_DIR, DATABASE_URL: 'postgres://localhost/parley' }, Date.now() + 60_000)).toBe(false)
  })
})
