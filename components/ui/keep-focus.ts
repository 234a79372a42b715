import type { Directive } from 'vue'

/** Gives the focus to what is around it. */
export function around(selector: string) {
  return (going: HTMLElement) => going.closest<HTMLElement>(selector)
}

/**
 * For what can go while it has the focus, as a button that is gone after its press: says where the focus goes then. Without it the
 * browser lets it fall to the top of the page, where nobody who uses a keyboard was.
 */
export const vKeepFocus: Directive<HTMLElement, (going: HTMLElement) => HTMLElement | null> = {
  async beforeUnmount(going, { value: next }) {
    if (!going.contains(document.activeElement)) {
      return
    }
    const heir = next(going)
    // Once all that goes is gone, and what stays is ready for it.
    await nextTick()
    if (document.activeElement === document.body) {
      heir?.focus({ preventScroll: true })
    }
  },
}
