import { computed, onMounted, shallowRef } from 'vue'
import type { ApiAnswer, ProblemCode } from './useApi'

/** Data that a screen fetches when it is shown. `reload` keeps the old data until the new answer is there. */
export function useLoaded<T>(ask: () => Promise<ApiAnswer<T>>) {
  const value = shallowRef<T | null>(null)
  const problem = shallowRef<ProblemCode | null>(null)
  /** If two requests overlap, the later one counts, in whichever order the answers come. */
  let asked = 0

  async function reload(): Promise<void> {
    const mine = ++asked
    const answer = await ask()
    if (mine !== asked) return
    problem.value = answer.ok ? null : answer.code
    if (answer.ok) value.value = answer.value
  }

  function retry(): void {
    problem.value = null
    void reload()
  }

  onMounted(reload)
  const state = computed(() => value.value !== null ? 'ready' : problem.value !== null ? 'failed' : 'loading')
  return { answer: value, problem, state, reload, retry }
}
