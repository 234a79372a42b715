import type { ErrorCode } from '#shared/schemas/frames'

/**
 * A refused request. `message` is a sentence for the caller that says what to do, and holds nothing secret. The error
 * has no stack: no code reads it, and collecting one is a large part of a refusal's cost.
 */
export class ParleyError extends Error {
  override readonly name = 'ParleyError'

  constructor(readonly code: ErrorCode, message: string, readonly retryAfterMs?: number) {
    const { stackTraceLimit } = Error
    Error.stackTraceLimit = 0
    super(message)
    Error.stackTraceLimit = stackTraceLimit
  }
}

/** HTTP status of each error code. */
export const STATUS: Record<ErrorCode, number> = {
  bad_frame: 400,
  invalid: 400,
  empty: 400,
  unauthorized: 401,
  second_factor: 401,
  forbidden: 403,
  not_found: 404,
  taken: 409,
  used: 410,
  too_long: 413,
  unsupported: 415,
  rate_limited: 429,
  too_many: 429,
  unavailable: 503,
  internal: 500,
}
