import { useResizeObserver } from '@vueuse/core'
import type { Ref } from 'vue'
import { ref } from 'vue'
import type { Place } from './anchor'
import { restoreAnchor, takeAnchor } from './anchor'

/** Within this many px of the end the reader counts as at the end: a finger rarely stops at 0. */
const BOTTOM_PX = 40
/** More is shown or loaded when fewer than this many screens are left. */
const NEAR_SCREENS = 1.5

/** How much a browser may round a position, in px. A larger difference means that the reader scrolled. */
const ROUNDED_PX = 0.05

interface ListScroll {
  readonly scroller: Readonly<Ref<HTMLElement | null>>
  readonly content: Readonly<Ref<HTMLElement | null>>
  /** Whether the lower end of the shown part is the newest message. */
  readonly atTail: () => boolean
  readonly onNearTop: () => void
  readonly onNearBottom: () => void
  /** Called after each move: another part may be in view. */
  readonly onLook: (element: HTMLElement) => void
}

/**
 * Sticks to the newest message, or to the line that is being read. A height that changes by itself (a narrower window,
 * a late font) is a resize, which is seen before it is painted. Code that changes the rows calls `remember` before and
 * `settle` after the rendering. In between the browser moves a reader whose position became too high, and that must not
 * count as scrolling.
 *
 * The line and its place are kept until the reader moves. Measured anew with each change, they would take over the
 * browser's rounding, and the line would creep by a quarter of a pixel per message.
 */
export function useListScroll({ scroller, content, atTail, onNearTop, onNearBottom, onLook }: ListScroll) {
  const stuck = ref(true)
  let anchor: Place | null = null
  /** The list's position when it was last measured or set. */
  let placed = 0
  /**
   * A jump is under way: another part of the list is being drawn. Until it is there, no place is kept and no edge is
   * near.
   */
  let going = false

  const hasMoved = (element: HTMLElement) => Math.abs(element.scrollTop - placed) > ROUNDED_PX

  function look(element: HTMLElement) {
    const below = -element.scrollTop
    const above = element.scrollHeight - element.clientHeight - below
    const near = element.clientHeight * NEAR_SCREENS
    stuck.value = below <= BOTTOM_PX && atTail()
    if (stuck.value) {
      anchor = null
    }
    else if (anchor === null || hasMoved(element)) {
      anchor = takeAnchor(element)
    }
    placed = element.scrollTop
    onLook(element)
    if (above < near) {
      onNearTop()
    }
    if (below < near && !atTail()) {
      onNearBottom()
    }
  }

  /** A hidden panel has no height: nothing can be measured, and nothing is forgotten. */
  function withShown(act: (element: HTMLElement) => void) {
    if (!going && scroller.value && scroller.value.clientHeight > 0) {
      act(scroller.value)
    }
  }

  function keepPlace(element: HTMLElement) {
    if (anchor) {
      // After a delete the next line stays in place. If none of those lines exists, the place is taken anew.
      anchor = restoreAnchor(element, anchor) ?? takeAnchor(element)
    }
    else if (stuck.value) {
      element.scrollTop = 0
    }
    placed = element.scrollTop
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
    // A reader who scrolled in this very frame is not known yet: the browser reports it with the next frame.
    remember: () => withShown((element) => {
      if (!hasMoved(element)) {
        return
      }
      stuck.value &&= -element.scrollTop <= BOTTOM_PX
      anchor = stuck.value ? null : takeAnchor(element)
      placed = element.scrollTop
    }),
    toBottom: () => withShown((element) => {
      anchor = null
      stuck.value = true
      element.scrollTop = 0
      look(element)
    }),
    /**
     * Draws another part of the list, and scrolls the found element to the upper edge, as far as there is enough below
     * it.
     */
    async goTo(draw: () => Promise<Element | null | undefined>) {
      going = true
      const target = await draw()
      going = false
      withShown((element) => {
        if (target) element.scrollTop += target.getBoundingClientRect().top - element.getBoundingClientRect().top
        anchor = null
        look(element)
      })
    },
    /** After the panel was hidden: some browsers forget its position. */
    comeBack: () => withShown(keepPlace),
  }
}
