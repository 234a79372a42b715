import { isReservedName, nameSkeleton } from '#shared/text/reserved-names'
import type { User } from '#shared/schemas/user'

/**
 * The ids of users whose name does not identify them: another user has a name that looks alike, or the name is reserved
 * (such as the word by which the page names the reader). A code is shown beside such a name.
 */
export function namesakes(people: Iterable<User>): ReadonlySet<string> {
  const idsBySkeleton = new Map<string, Set<string>>()
  const alike = new Set<string>()
  const met = new Set<string>()
  for (const { id, name } of people) {
    const both = `${id} ${name}`
    if (met.has(both)) continue
    met.add(both)
    const skeleton = nameSkeleton(name)
    const ids = idsBySkeleton.get(skeleton) ?? new Set()
    idsBySkeleton.set(skeleton, ids.add(id))
    if (ids.size > 1) ids.forEach(one => alike.add(one))
    if (isReservedName(name)) alike.add(id)
  }
  return alike
}
