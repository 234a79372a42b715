import { useNow } from '@vueuse/core'
import { computed, watch } from 'vue'
import type { ConnectionView } from '~/composables/chat/types'
import { connectionWords } from './words'

/** The words for the connection, counting the seconds down while it waits. */
export function useConnectionWords(view: () => ConnectionView) {
  const { now, pause, resume } = useNow({ interval: 1000, controls: true })
  watch(() => view().status === 'waiting', (waiting) => {
    now.value = new Date()
    if (waiting) {
      resume()
    }
    else {
      pause()
    }
  }, { immediate: true })
  return computed(() => connectionWords(view(), now.value.getTime()))
}
