import { computed, shallowRef, watch } from 'vue'
import { TAIL, around, growDown, growUp, keepEdges, limitBelow, pin, rangeOf } from './list-window'

/** The part of `items` that is in the document, and the ways to move it. */
export function useListWindow(items: () => readonly { readonly key: string }[]) {
  const shown = shallowRef(TAIL)
  // Before any code asks which rows are shown: a deleted edge would move the window to the newest end.
  watch(items, (after, before) => {
    shown.value = keepEdges(before, after, shown.value)
  }, { flush: 'sync' })
  const range = computed(() => rangeOf(items(), shown.value))

  return {
    range,
    /** Whether the newest message is in the document. */
    atTail: computed(() => range.value.end === items().length),
    /** Shows the newest messages, and follows them. */
    follow() {
      shown.value = TAIL
    },
    /** Keeps the shown part, whatever comes below. */
    hold() {
      shown.value = pin(items(), shown.value)
    },
    /** Limits the window while messages come: at the newest end for a reader who is there, else around the reader. */
    limit(atNewest: boolean) {
      const limited = limitBelow(items(), shown.value)
      shown.value = atNewest && limited !== shown.value ? TAIL : limited
    },
    /** Shows the part around the item at `index`. */
    show(index: number) {
      shown.value = around(items(), index)
    },
    growUp() {
      shown.value = growUp(items(), shown.value)
    },
    growDown() {
      shown.value = growDown(items(), shown.value)
    },
  }
}
