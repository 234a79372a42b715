import { computed, ref, watch } from 'vue'

/** Rows in the document at first: more than three screens of a large window. */
const FIRST_ROWS = 80
/** Rows added when the end comes near. */
const MORE_ROWS = 120
/** How near that is, in px. */
const NEAR_PX = 800

/**
 * How many rows of a long list are in the document: it grows as it is scrolled, since a browser takes a second to lay
 * out thousands.
 *
 * @param begins changes where the list is another one, and begins anew
 */
export function useRows(count: () => number, begins: () => unknown) {
  const limit = ref(FIRST_ROWS)
  watch(begins, () => {
    limit.value = FIRST_ROWS
  })

  return {
    shown: computed(() => Math.min(count(), limit.value)),
    /** Makes sure that the row at this place is there. */
    reach(index: number): void {
      limit.value = Math.max(limit.value, index + 1)
    },
    onScroll({ target }: Event): void {
      if (!(target instanceof HTMLElement) || limit.value >= count()) return
      if (target.scrollHeight - target.scrollTop - target.clientHeight < NEAR_PX) limit.value += MORE_ROWS
    },
  }
}
