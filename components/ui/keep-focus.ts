import type { Directive } from 'vue'

/** Focuses the surrounding element. */
export function around(selector: string) {
  return (going: HTMLElement) => going.closest<HTMLElement>(selector)
}

/**
 * For an element that can disappear while it has the focus, such as a button after its press: says where the focus
 * goes. Otherwise the browser moves it to the top of the page, away from the keyboard user.
 */
export const vKeepFocus: Directive<HTMLElement, (going: HTMLElement) => HTMLElement | null> = {
  async beforeUnmount(going, { value: next }) {
    if (!going.contains(document.activeElement)) {
      return
    }
    const heir = next(going)
    // Once everything that disappears is gone, and the rest is ready.
    await nextTick()
    if (document.activeElement === document.body) {
      heir?.focus({ preventScroll: true })
    }
  },
}
