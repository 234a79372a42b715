import { useIntervalFn } from '@vueuse/core'
import { computed, ref, watch } from 'vue'
import type { ConnectionView } from '~/client/types'
import { connectionWords } from './words'

/**
 * The texts for the connection, counting down the seconds of a wait.
 *
 * @param elapsed the clock of `retryAt`, in ms
 * @param hasAccount whether the visitor is more than a guest
 */
export function useConnectionWords(view: () => ConnectionView, elapsed: () => number, hasAccount: () => boolean) {
  const now = ref(elapsed())
  const look = () => (now.value = elapsed())
  const { pause, resume } = useIntervalFn(look, 1000, { immediate: false })
  watch(() => view().status === 'waiting', (waiting) => {
    look()
    if (waiting) {
      resume()
    }
    else {
      pause()
    }
  }, { immediate: true })
  return computed(() => connectionWords(view(), now.value, hasAccount()))
}
