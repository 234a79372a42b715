import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { LogUnavailableError } from '~~/server/utils/log/log'
import { postgresRunError } from '~~/server/utils/log/postgres/errors'

function answer(code: string, message: string) {
  return Object.assign(new pg.DatabaseError(message, message.length, 'error'), { code })
}

describe('an error of PostgreSQL while the log runs', () => {
  it('is trouble that passes when the server stops, and a fault when the program is wrong', () => {
    expect(postgresRunError(answer('57P01', 'terminating connection'))).toBeInstanceOf(LogUnavailableError)
    expect(postgresRunError(answer('42703', 'column does not exist'))).not.toBeInstanceOf(LogUnavailableError)
  })

  it.each(['26000', '42P05'])('tells what to do about a pooler that loses prepared statements (%s)', (code) => {
    expect(postgresRunError(answer(code, 'prepared statement "parley_append" does not exist')).message).toMatch(/PgBouncer.*max_prepared_statements.*DATABASE_URL/)
  })
})
