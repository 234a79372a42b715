import { computed, onMounted, shallowRef } from 'vue'
import { localValues } from '../../client/browser/values'
import { DEFAULT_PREFERENCES, parsePreferences, type Preferences } from './preferences'

const KEY = 'parley-notify'

const kept = shallowRef<Preferences>(DEFAULT_PREFERENCES)
let values: ReturnType<typeof localValues> | null = null

function follow(): void {
  if (values) return
  values = localValues()
  const read = () => {
    kept.value = parsePreferences(values?.get(KEY) ?? null)
  }
  values.listen(key => (key === null || key === KEY) && read())
  read()
}

/** How this browser notifies. One for all who ask; a change in another tab counts too. */
export function useNotifyPreferences() {
  onMounted(follow)
  return {
    preferences: computed(() => kept.value),
    change(changes: Partial<Preferences>): void {
      kept.value = { ...kept.value, ...changes }
      values?.set(KEY, JSON.stringify(kept.value))
    },
  }
}
