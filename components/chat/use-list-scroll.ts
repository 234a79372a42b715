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
 * Sticks to the newest message, or to the line that is being read. Everything that changes the height of the list (new and
 * older messages, a failed one growing its buttons, a narrower window) comes as one resize, before it is painted.
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

  useResizeObserver([scroller, content], () => withShown((element) => {
    keepPlace(element)
    look(element)
  }))

  return {
    stuck,
    /** The list may have changed since the last look, in the same frame: first the line is put back, then the new place is taken. */
    onScroll: () => withShown((element) => {
      if (anchor) {
        restoreAnchor(element, anchor)
      }
      look(element)
    }),
    toBottom: () => withShown((element) => {
      anchor = null
      stuck.value = true
      element.scrollTop = 0
    }),
    /** After the panel was hidden: some browsers forget where it stood. */
    comeBack: () => withShown((element) => {
      element.scrollTop = anchor?.scrollTop ?? 0
      keepPlace(element)
    }),
  }
}
