import { useMediaQuery, useMounted } from '@vueuse/core'
import { computed, ref, type WritableComputedRef } from 'vue'

const KEY = 'parley-enter'

/** The user's choice, shared by all components; null: none, so the kind of device decides. */
const chosen = ref<'send' | 'newline' | null>(null)
let isRead = false

/**
 * The action of Enter in the composer. By default it sends, but breaks the line on a touch device: a phone's keyboard
 * has no Shift + Enter, and there the button sends.
 */
export function useEnterSends(): WritableComputedRef<boolean> {
  const coarse = useMediaQuery('(pointer: coarse)')
  // The server knows no device. The page begins as it was written there: Vue leaves what differs then as it is.
  const mounted = useMounted()
  onMounted(read)
  return computed({
    get: () => chosen.value === null ? !(mounted.value && coarse.value) : chosen.value === 'send',
    set(sends) {
      chosen.value = sends ? 'send' : 'newline'
      try {
        localStorage.setItem(KEY, chosen.value)
      }
      catch {
        // Storage may be blocked: then the choice lives as long as the page.
      }
    },
  })
}

function read(): void {
  if (isRead) return
  isRead = true
  try {
    const stored = localStorage.getItem(KEY)
    if (stored === 'send' || stored === 'newline') chosen.value = stored
  }
  catch {
    // Storage may be blocked, as above.
  }
}
