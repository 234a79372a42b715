import { computed, onMounted, ref, watch } from 'vue'
import type { Session } from '#shared/schemas/user'
import { localValues } from '../../client/browser/values'
import { sentHere } from '../chat/sent-here'

/** The key under which the browser remembers that a guest knows about accounts. */
const KEY = 'parley-guest-line'

/**
 * Whether to show a guest that an account keeps their messages: once per browser, after the first message of a visit,
 * when there is something to keep.
 */
export function useGuestLine(session: () => Session) {
  const values = import.meta.client ? localValues() : null
  const known = ref(true)
  const wrote = ref(false)
  onMounted(() => (known.value = values?.get(KEY) !== null && values?.get(KEY) !== undefined))
  // Once the list has shown the message, so that both do not move at once.
  watch(sentHere, (id, before) => {
    if (id === null && before !== null) wrote.value = true
  })
  return {
    shows: computed(() => wrote.value && !known.value && session().named && !session().account),
    dismiss() {
      known.value = true
      values?.set(KEY, 'seen')
    },
  }
}
