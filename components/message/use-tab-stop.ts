import { watchDebounced } from '@vueuse/core'
import { computed, shallowRef } from 'vue'
import type { TimelineItem } from '~/client/types'

const MESSAGE = '[data-message]'
/** How long the list must stand still before its tab stop changes, in ms: scrolling must not redraw the list. */
const STILL_MS = 150

/**
 * The one message of a list that the Tab key reaches: the focused one, or the last one in view, so that the list does
 * not scroll. The arrow keys go on from there.
 * @param rows that are in the document
 * @param lastInView `seq` of the last message in view
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
    /** To be called when Tab is pressed on the list itself: its stop is drawn before the focus moves. */
    onTab({ target }: KeyboardEvent): void {
      if (target instanceof Element && !target.closest(MESSAGE)) look()
    },
  }
}
