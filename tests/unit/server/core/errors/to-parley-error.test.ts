import { beforeEach, describe, expect, it } from 'vitest'
import { errorCode, toParleyError } from '../../../../../server/core/errors/to-parley-error'
import { LogDamagedError, LogUnavailableError, UnstorableError } from '../../../../../server/core/log/log'
import { logger } from '../../../../../server/platform/logging/logger'

beforeEach(() => {
  logger.level = 'silent'
})

describe('what the answer to a caller says of an error of the log', () => {
  it('is to try again while it is unavailable', () => {
    expect(toParleyError(new LogUnavailableError('disk full'))).toMatchObject({
      code: 'unavailable',
      retryAfterMs: 1_000,
    })
  })

  it('is not to try again where it is damaged, and nothing of the disk', () => {
    const { code, message, retryAfterMs } = toParleyError(new LogDamagedError('/var/lib/parley/parley.db is damaged'))
    expect({ code, retryAfterMs }).toEqual({ code: 'internal', retryAfterMs: undefined })
    expect(message).toMatch(/damaged.*operator/)
    expect(message).not.toContain('/var')
  })

  it('is that this one message can not be stored, for good', () => {
    const error = new UnstorableError('index row size 4096 exceeds maximum 2704 (54000)')
    expect(toParleyError(error)).toMatchObject({ code: 'bad_frame', message: expect.not.stringContaining('index') })
    expect(errorCode(error)).toBe('bad_frame')
  })
})
