import type { ErrorCode } from '#shared/schemas/frames'
import { LogUnavailableError, UnknownRoomError } from '../log/log'
import { logger } from '../observe/logger'
import { ParleyError } from './parley-error'

/** The one mapper from whatever was thrown to what a caller is told. A fault of ours is logged with its stack and told without it. */
export function toParleyError(error: unknown): ParleyError {
  if (error instanceof ParleyError) return error
  if (error instanceof LogUnavailableError) {
    return new ParleyError('unavailable', 'Messages can\'t be stored just now. Nothing was lost: try again in a moment.', 1_000)
  }
  if (error instanceof UnknownRoomError) return new ParleyError('not_found', 'There is no such room.')
  logger.error({ err: error }, 'a request failed')
  return new ParleyError('internal', 'Something went wrong on the server. Try again in a moment.', 1_000)
}

/** The code under which a caller is told of it. */
export function errorCode(error: unknown): ErrorCode {
  if (error instanceof ParleyError) return error.code
  if (error instanceof LogUnavailableError) return 'unavailable'
  return error instanceof UnknownRoomError ? 'not_found' : 'internal'
}
