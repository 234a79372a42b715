import { NAME_RULES } from '#shared/schemas/user'
import { withoutUnseen } from '#shared/text/visible'

/** Why a name can't be used; null if it can. The keys are those of `name.error` in the language files. */
export type NameProblem = typeof NAME_RULES[number]['problem']

export function nameProblem(name: string): NameProblem | null {
  const kept = withoutUnseen(name)
  return NAME_RULES.find(({ broken }) => broken(kept))?.problem ?? null
}
