import { shallowRef } from 'vue'
import type { ApiAnswer } from './useApi'

/** One thing that a button does on the server: whether it is under way, and in words why it failed or that it is done. */
export function useAction() {
  const { t } = useI18n()
  const busy = shallowRef(false)
  const problem = shallowRef('')
  const done = shallowRef(false)

  /** @param words for answers that mean something else here */
  async function run<T>(ask: () => Promise<ApiAnswer<T>>, words: Readonly<Partial<Record<string, string>>> = {}): Promise<T | null> {
    if (busy.value) return null
    busy.value = true
    problem.value = ''
    done.value = false
    const answer = await ask()
    busy.value = false
    done.value = answer.ok
    if (answer.ok) return answer.value
    problem.value = words[answer.code] ?? t(`problem.${answer.code}`)
    return null
  }

  return { busy, problem, done, run }
}
