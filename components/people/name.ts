import { NAME_MAX_CHARS } from '#shared/limits'
import { userNameSchema } from '#shared/schemas/user'

/** Why a name can't be used, or null when it can. The keys are those of `name.error` in the language files. */
export type NameProblem = 'empty' | 'too_long' | 'invalid'

export function nameProblem(name: string): NameProblem | null {
  if (userNameSchema.safeParse(name).success) {
    return null
  }
  const trimmed = name.trim()
  if (trimmed === '') {
    return 'empty'
  }
  return trimmed.length > NAME_MAX_CHARS ? 'too_long' : 'invalid'
}
