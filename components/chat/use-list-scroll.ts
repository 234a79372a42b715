import { useResizeObserver } from '@vueuse/core'
import type { Ref } from 'vue'
import { ref } from 'vue'
import type { Anchor } from './anchor'
import { restoreAnchor, takeAnchor } from './anchor'

/** Within this many px of the end the reader is taken to be at the end: a finger rarely stops at 0. */
const BOTTOM_PX = 40
/** More is shown or loaded when fewer than this many screens are left. */
const NEAR_SCREENS = 1.5

interface ListScroll {
  readonly scroller: Readonly<Ref<HTMLElement | null>>
  readonly content: Readonly<Ref<HTMLElement | null>>
  /** Whether the lower end of what is shown is the newest message. */
  readonly atTail: () => boolean
  readonly onNearTop: () => void
  readonly onNearBottom: () => void
}

/**
 * Sticks to the newest message, or to the line that is being read. What changes the height of the list by itself (a narrower
 * window, a font that comes late) is a resize, seen before it is painted. Whoever changes the rows calls `remember` before
 * and `settle` after the rendering: the browser moves a reader whose place has become too high, and that must not count as reading on.
 */
export function useListScroll({ scroller, content, atTail, onNearTop, onNearBottom }: ListScroll) {
  const stuck = ref(true)
  let anchor: Anchor | null = null

  function look(element: HTMLElement) {
    const below = -element.scrollTop
    const above = element.scrollHeight - element.clientHeight - below
    const near = element.clientHeight * NEAR_SCREENS
    stuck.value = below <= BOTTOM_PX && atTail()
    anchor = stuck.value ? null : takeAnchor(element)
    if (above < near) {
      onNearTop()
    }
    if (below < near && !atTail()) {
      onNearBottom()
    }
  }

  /** A panel that is not shown has no height: nothing can be measured, and nothing is forgotten. */
  function withShown(act: (element: HTMLElement) => void) {
    if (scroller.value && scroller.value.clientHeight > 0) {
      act(scroller.value)
    }
  }

  const keepPlace = (element: HTMLElement) => {
    if (anchor) {
      restoreAnchor(element, anchor)
    }
    else if (stuck.value) {
      element.scrollTop = 0
    }
  }

  const settle = () => withShown((element) => {
    keepPlace(element)
    look(element)
  })

  useResizeObserver([scroller, content], settle)

  return {
    stuck,
    settle,
    onScroll: () => withShown(look),
    // Who scrolled away in this very frame has not been heard of: the browser tells with the next one.
    remember: () => withShown((element) => {
      stuck.value &&= -element.scrollTop <= BOTTOM_PX
      anchor = stuck.value ? null : takeAnchor(element)
    }),
    toBottom: () => withShown((element) => {
      anchor = null
      stuck.value = true
      element.scrollTop = 0
    }),
    /** After the panel was hidden: some browsers forget where it stood. */
    comeBack: () => withShown(keepPlace),
  }
}
