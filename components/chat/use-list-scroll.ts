import { useResizeObserver } from '@vueuse/core'
import type { Ref } from 'vue'
import { ref } from 'vue'
import type { Place } from './anchor'
import { restoreAnchor, takeAnchor } from './anchor'

/** Within this many px of the end the reader is taken to be at the end: a finger rarely stops at 0. */
const BOTTOM_PX = 40
/** More is shown or loaded when fewer than this many screens are left. */
const NEAR_SCREENS = 1.5

/** What a browser may round off a place that it was given, in px. More than that, and the reader moved. */
const ROUNDED_PX = 0.05

interface ListScroll {
  readonly scroller: Readonly<Ref<HTMLElement | null>>
  readonly content: Readonly<Ref<HTMLElement | null>>
  /** Whether the lower end of what is shown is the newest message. */
  readonly atTail: () => boolean
  readonly onNearTop: () => void
  readonly onNearBottom: () => void
  /** After each move, by whomever: what is in view may be another part. */
  readonly onLook: (element: HTMLElement) => void
}

/**
 * Sticks to the newest message, or to the line that is being read. What changes the height of the list by itself (a narrower
 * window, a font that comes late) is a resize, seen before it is painted. Whoever changes the rows calls `remember` before
 * and `settle` after the rendering: the browser moves a reader whose place has become too high, and that must not count as reading on.
 *
 * The line and its place are kept until the reader moves. Taken anew with each change they would take over what the browser rounded off, and the
 * line would creep: by a quarter of a pixel with each message.
 */
export function useListScroll({ scroller, content, atTail, onNearTop, onNearBottom, onLook }: ListScroll) {
  const stuck = ref(true)
  let anchor: Place | null = null
  /** Where the list stood when it was last looked at or put in its place. */
  let placed = 0
  /** Another part of the list is being drawn, to go to: until it is there, no place is kept and nothing is near. */
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

  /** A panel that is not shown has no height: nothing can be measured, and nothing is forgotten. */
  function withShown(act: (element: HTMLElement) => void) {
    if (!going && scroller.value && scroller.value.clientHeight > 0) {
      act(scroller.value)
    }
  }

  function keepPlace(element: HTMLElement) {
    if (anchor) {
      // After a deletion the next line stays where it is. Where none of those is left, the place is a new one.
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
    // Who scrolled away in this very frame has not been heard of: the browser tells with the next one.
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
    /** Draws another part of the list, and puts what is found in it at the upper edge of the window, as far as there is enough below it. */
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
    /** After the panel was hidden: some browsers forget where it stood. */
    comeBack: () => withShown(keepPlace),
  }
}
