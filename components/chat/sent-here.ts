import { shallowRef, watch } from 'vue'
import type { RoomView } from '~/client/types'

/**
 * The client id of the message that this window just sent, until the list has shown it. In the list, messages of other
 * windows look the same.
 */
export const sentHere = shallowRef<string | null>(null)

/** Users want to see what they write, once. A retried message moves nothing, nor does one of their other devices. */
export function useSentHere(newest: () => RoomView['newest'], show: () => Promise<void>): void {
  watch(() => {
    const last = newest().at(-1)
    return last?.kind === 'message' && last.clientId !== null && last.clientId === sentHere.value
  }, (isLast) => {
    if (isLast) {
      sentHere.value = null
      void show()
    }
  }, { immediate: true })
}
