import { shallowRef } from 'vue'
import type { ApiAnswer } from './useApi'

/** Texts for answers with a special meaning for this action. */
type Words = Readonly<Partial<Record<string, string>>>

/** One action of a button on the server: whether it is under way, and in words that it is done or why it failed. */
export function useAction() {
  const { t } = useI18n()
  const busy = shallowRef(false)
  const problem = shallowRef('')
  const done = shallowRef(false)
  let last: Promise<unknown> = Promise.resolve()

  async function perform<T>(ask: () => Promise<ApiAnswer<T>>, words: Words): Promise<T | null> {
    busy.value = true
    const answer = await ask()
    busy.value = false
    done.value = answer.ok
    if (answer.ok) return answer.value
    problem.value = words[answer.code] ?? t(`problem.${answer.code}`)
    return null
  }

  /** For what is done once, however often its button is pressed meanwhile. */
  async function run<T>(ask: () => Promise<ApiAnswer<T>>, words: Words = {}): Promise<T | null> {
    return busy.value ? null : inTurn(ask, words)
  }

  /** For choices, each of which counts: one that is made while another is being saved is saved after it. */
  async function inTurn<T>(ask: () => Promise<ApiAnswer<T>>, words: Words = {}): Promise<T | null> {
    if (!busy.value) problem.value = ''
    busy.value = true
    done.value = false
    const mine = last.then(() => perform(ask, words))
    last = mine
    return mine
  }

  return { busy, problem, done, run, inTurn }
}
