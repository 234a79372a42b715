import { watchDebounced } from '@vueuse/core'
import { computed, shallowRef } from 'vue'
import type { TimelineItem } from '~/client/types'

const MESSAGE = '[data-message]'
/** How long the list stands still until its stop is another message, in ms: scrolling must not draw the list anew. */
const STILL_MS = 150

/**
 * The one message of a list that the Tab key leads to: the last one that is in view, so that the list does not scroll, or the one that has
 * the focus. The arrow keys go on from there.
 * @param rows what is in the document
 * @param lastInView `seq` of the last message that is in view
 */
export function useTabStop(
  rows: () => readonly { readonly key: string, readonly item: TimelineItem }[],
  lastInView: () => number | null,
) {
  const focused = shallowRef<string | null>(null)
  const place = shallowRef<number | null>(null)

  function look(): void {
    place.value = lastInView()
    if (!document.activeElement?.closest(MESSAGE)) focused.value = null
  }
  watchDebounced(lastInView, look, { debounce: STILL_MS })

  const isMessage = ({ item }: { readonly item: TimelineItem }) => item.kind === 'message'

  return {
    stop: computed(() => {
      const all = rows().filter(isMessage)
      const inView = all.find(({ item }) => item.kind === 'message' && item.seq !== null && item.seq === place.value)
      return (all.find(({ key }) => key === focused.value) ?? inView ?? all.at(-1))?.key ?? null
    }),
    onFocusin({ target }: FocusEvent): void {
      const message = target instanceof Element ? target.closest<HTMLElement>(MESSAGE) : null
      focused.value = message?.dataset.message ?? null
    },
    /** The Tab key is pressed on the list itself: its stop is drawn before the focus moves. */
    onTab({ target }: KeyboardEvent): void {
      if (target instanceof Element && !target.closest(MESSAGE)) look()
    },
  }
}
