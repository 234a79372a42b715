import { cleanHandle, HANDLE_RULES } from '#shared/schemas/handle'
import { HANDLE_MAX_CHARS, HANDLE_MIN_CHARS, PASSWORD_MAX_CHARS, PASSWORD_MIN_CHARS } from '#shared/limits'

/** A problem of a field: the path of its text in the screens' texts, and its values. */
export interface FieldProblem {
  readonly path: string
  readonly values: Readonly<Record<string, number>>
}

const HANDLE_LIMITS = { min: HANDLE_MIN_CHARS, max: HANDLE_MAX_CHARS } as const
const PASSWORD_LIMITS = { min: PASSWORD_MIN_CHARS, max: PASSWORD_MAX_CHARS } as const

/** Why this can't be a new handle, as the server would say; null if it can. */
export function handleProblem(typed: string): FieldProblem | null {
  const handle = cleanHandle(typed)
  const broken = HANDLE_RULES.find(rule => rule.broken(handle))
  return broken ? { path: `handle.${broken.problem}`, values: HANDLE_LIMITS } : null
}

/** Why this can't be a new password; null if it can. */
export function passwordProblem(password: string): FieldProblem | null {
  const problem
    = password.length < PASSWORD_MIN_CHARS ? 'too_short' : password.length > PASSWORD_MAX_CHARS ? 'too_long' : null
  return problem ? { path: `password.${problem}`, values: PASSWORD_LIMITS } : null
}
