import { useEventListener, useMediaQuery } from '@vueuse/core'
import { onMounted, shallowRef } from 'vue'
import { writes } from '../chat/keys'

/** Elements that can have the focus and are no field. */
const INERT = 'body, [role="log"], [role="tab"], [role="tabpanel"], [data-message]'

export interface TypingAnywhere {
  /** Whether the last input was a press of the mouse, not of a key or a finger. */
  byMouse(): boolean
  /** Focuses the composer if there is a mouse and nothing else has the focus. */
  beginWriting(): void
}

/**
 * With a mouse and a keyboard, typing works without a click on the composer: a letter typed while nothing has the focus
 * goes there. On a touch device the keyboard would cover half of the screen, so it never opens by itself.
 *
 * @param field the composer; null while nothing may be written, as under a panel
 */
export function useTypingAnywhere(field: () => HTMLElement | null): TypingAnywhere {
  const fine = useMediaQuery('(pointer: fine)')
  const last = shallowRef<'key' | 'mouse' | 'touch'>('key')

  onMounted(() => {
    useEventListener(document, 'pointerdown', ({ pointerType }) => {
      last.value = pointerType === 'mouse' ? 'mouse' : 'touch'
    }, { capture: true })
    useEventListener(document, 'keydown', (event) => {
      last.value = 'key'
      if (!fine.value || event.defaultPrevented || !writes(event)) return
      // The focus moves before the letter is typed, so that the field gets it.
      if (document.activeElement?.matches(INERT)) field()?.focus()
    }, { capture: true })
  })

  return {
    byMouse: () => last.value === 'mouse',
    beginWriting() {
      if (fine.value && document.activeElement?.matches(INERT)) field()?.focus({ preventScroll: true })
    },
  }
}
