import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { LogDamagedError, LogUnavailableError, UnstorableError } from '~~/server/core/log/log'
import { postgresRunError, postgresStartError } from '~~/server/core/log/postgres/errors'

function answer(code: string, message: string) {
  return Object.assign(new pg.DatabaseError(message, message.length, 'error'), { code })
}

describe('an error of PostgreSQL while the log runs', () => {
  it('is trouble that passes when the server stops, and a fault when the program is wrong', () => {
    expect(postgresRunError(answer('57P01', 'terminating connection'), 'write')).toBeInstanceOf(LogUnavailableError)
    expect(postgresRunError(answer('42703', 'column does not exist'), 'write')).not.toBeInstanceOf(LogUnavailableError)
  })

  // A client gives up after five answers of `internal`. After `unavailable` it waits until the server is back.
  it.each([
    ['0A000', 'cannot set transaction read-write mode during recovery'],
    ['25006', 'cannot execute INSERT in a read-only transaction'],
    ['25P03', 'terminating connection due to idle-in-transaction timeout'],
    ['25P04', 'terminating connection due to transaction timeout'],
  ])('is trouble that passes when the server is a standby or was stopped meanwhile (%s: %s)', (code, message) => {
    expect(postgresRunError(answer(code, message), 'write')).toBeInstanceOf(LogUnavailableError)
  })

  it('is damage, which does not pass, where a page or an index is damaged, with the remedy', () => {
    for (const work of ['read', 'write'] as const) {
      expect(
        postgresRunError(answer('XX001', 'invalid page in block 7 of relation base/5/16390'), work),
      ).toBeInstanceOf(LogDamagedError)
      expect(
        postgresRunError(answer('XX002', 'index "event_client_id" contains unexpected zero page'), work).message,
      ).toContain('REINDEX')
    }
    expect(
      postgresRunError(answer('22021', 'invalid byte sequence for encoding "UTF8": 0xff'), 'read'),
    ).toBeInstanceOf(LogDamagedError)
  })

  it.each([
    ['22P05', 'character has no equivalent in encoding "LATIN1"'],
    ['23514', 'new row violates check constraint'],
    ['54000', 'index row size 4096 exceeds btree version 4 maximum 2704'],
  ])('is of one message alone where its text can not be stored (%s: %s)', (code, message) => {
    expect(postgresRunError(answer(code, message), 'write')).toBeInstanceOf(UnstorableError)
  })

  it('names the remedy when the server is a standby at the start', () => {
    const error = answer('0A000', 'cannot set transaction read-write mode during recovery')
    expect(postgresStartError(error, 'postgres://parley@db/parley').message).toContain(
      'Put the address of the primary in DATABASE_URL',
    )
    expect(postgresStartError(answer('0A000', 'not supported'), 'postgres://parley@db/parley').message).not.toContain(
      'standby',
    )
  })

  it.each(['26000', '42P05'])('says what to do about a pooler that loses prepared statements (%s)', (code) => {
    expect(
      postgresRunError(answer(code, 'prepared statement "parley_append" does not exist'), 'write').message,
    ).toMatch(/PgBouncer.*max_prepared_statements.*DATABASE_URL/)
  })
})
