import { ParleyError } from '../../../platform/errors/parley-error'
import { UnstorableError } from '../../../core/log/log'

/** PostgreSQL: a row breaks a unique constraint. */
const UNIQUE_VIOLATION = '23505'

export function handleTaken(): ParleyError {
  return new ParleyError('taken', 'Another user has this handle. Choose another one.')
}

/**
 * Runs a transaction that stores a handle. Of two that store the same at once, one comes too late: its transaction
 * fails at the constraint of the table.
 * @throws ParleyError `taken`
 */
export async function orHandleTaken<T>(running: Promise<T>): Promise<T> {
  try {
    return await running
  }
  catch (error) {
    throw isUniqueViolation(error) ? handleTaken() : error
  }
}

function isUniqueViolation(error: unknown): boolean {
  // SQLite says it in the message, PostgreSQL by the code of the cause.
  if (error instanceof UnstorableError) return /UNIQUE/.test(error.message) || isUniqueViolation(error.cause)
  return error instanceof Error && 'code' in error && error.code === UNIQUE_VIOLATION
}
