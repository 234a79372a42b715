import { shallowRef } from 'vue'
import type { ApiAnswer } from './useApi'

/** One action of a button on the server: whether it is under way, and in words that it is done or why it failed. */
export function useAction() {
  const { t } = useI18n()
  const busy = shallowRef(false)
  const problem = shallowRef('')
  const done = shallowRef(false)

  /** @param words texts for answers with a special meaning here */
  async function run<T>(
    ask: () => Promise<ApiAnswer<T>>,
    words: Readonly<Partial<Record<string, string>>> = {},
  ): Promise<T | null> {
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
