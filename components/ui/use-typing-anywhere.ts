import { useEventListener, useMediaQuery } from '@vueuse/core'
import { onMounted, shallowRef } from 'vue'
import { writes } from '../chat/keys'

/** What a letter means nothing to: what can have the focus and is no field. */
const INERT = 'body, [role="log"], [role="tab"], [role="tabpanel"], [data-message]'

export interface TypingAnywhere {
  /** Whether a press of a mouse, and not of a key or a finger, was the last that was done on the page. */
  byMouse(): boolean
  /** Puts the cursor into the composer where there is a mouse, and nothing else has the focus. */
  beginWriting(): void
}

/**
 * With a mouse and a keyboard the composer is where one writes without aiming: a letter that is typed while nothing has the focus goes there.
 * A finger is never answered with a keyboard that covers half of the screen.
 *
 * @param field where to write; null while nothing may be written, as under a panel
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
      // The focus moves before the letter is written, so that the field gets it.
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
