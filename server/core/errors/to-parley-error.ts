import type { ErrorCode } from '#shared/schemas/frames'
import {
  LogDamagedError, LogUnavailableError, StaleAccessError, UnknownRoomError, UnknownTargetError, UnstorableError,
} from '../log/log'
import { logger } from '../../platform/logging/logger'
import { ParleyError } from '../../platform/errors/parley-error'

/**
 * The one mapper from any thrown error to the one that a caller gets. A fault of the server is logged with its stack;
 * the caller does not get the stack.
 */
export function toParleyError(error: unknown): ParleyError {
  if (error instanceof ParleyError) return error
  if (error instanceof LogUnavailableError) {
    return new ParleyError(
      'unavailable',
      'Messages can\'t be stored just now. Nothing was lost: try again in a moment.',
      1_000,
    )
  }
  // The log has already reported it to the operator, once and not per request.
  if (error instanceof LogDamagedError) {
    return new ParleyError(
      'internal',
      'A part of the stored messages is damaged and can\'t be used. The operator finds it in the log.',
    )
  }
  if (error instanceof UnknownRoomError) return new ParleyError('not_found', 'There is no such room.')
  if (error instanceof UnknownTargetError) return new ParleyError('not_found', 'There is no such message.')
  if (error instanceof StaleAccessError) {
    return new ParleyError('unavailable', 'The permissions in this room are being changed. Try again in a moment.', 1_000)
  }
  if (error instanceof UnstorableError) {
    logger.error({ err: error }, 'The log refused a message for good.')
    return new ParleyError('bad_frame', 'The server can\'t store this message. Change its text and send it again.')
  }
  logger.error({ err: error }, 'A request failed.')
  return new ParleyError('internal', 'Something went wrong on the server. Try again in a moment.', 1_000)
}

/** The error code that the caller gets. */
export function errorCode(error: unknown): ErrorCode {
  if (error instanceof ParleyError) return error.code
  if (error instanceof LogUnavailableError || error instanceof StaleAccessError) return 'unavailable'
  if (error instanceof UnstorableError) return 'bad_frame'
  return error instanceof UnknownRoomError || error instanceof UnknownTargetError ? 'not_found' : 'internal'
}
