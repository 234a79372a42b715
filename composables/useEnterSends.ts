import { useMediaQuery } from '@vueuse/core'
import { computed, ref, type WritableComputedRef } from 'vue'

const KEY = 'parley-enter'

/** What the person chose; null: nothing, and the kind of their device decides. One for all who ask. */
const chosen = ref<'send' | 'newline' | null>(null)
let isRead = false

/**
 * What Enter does in the composer. Where nothing was chosen it sends, but breaks the line where a finger types: a phone's keyboard has no
 * Shift + Enter, and there the button sends.
 */
export function useEnterSends(): WritableComputedRef<boolean> {
  const coarse = useMediaQuery('(pointer: coarse)')
  onMounted(read)
  return computed({
    get: () => chosen.value === null ? !coarse.value : chosen.value === 'send',
    set(sends) {
      chosen.value = sends ? 'send' : 'newline'
      try {
        localStorage.setItem(KEY, chosen.value)
      }
      catch {
        // Storage may be refused: the choice lives as long as the page.
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
    // As above.
  }
}
