import { watchDebounced } from '@vueuse/core'
import { shallowRef, type Ref } from 'vue'
import type { Person } from '#shared/schemas/people'

/** How long typing may pause before the server is asked, in ms. */
const ASK_AFTER_MS = 200

/**
 * Users whose name matches what is typed, from the server. None while nothing is typed, and if the server gives none.
 * @param words null to ask for no users
 */
export function usePeople(
  words: () => string | null,
  ask: (words: string) => Promise<readonly Person[] | null>,
): Readonly<Ref<readonly Person[]>> {
  const people = shallowRef<readonly Person[]>([])
  watchDebounced(words, async (wanted) => {
    const found = wanted ? await ask(wanted) : null
    // Answers may come in another order than they were asked for.
    if (wanted === words()) people.value = found ?? []
  }, { debounce: ASK_AFTER_MS })
  return people
}
