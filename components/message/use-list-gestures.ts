import { onLongPress, useEventListener } from '@vueuse/core'
import type { Ref } from 'vue'
import type { TimelineMessage } from '~/client/types'
import { nextByArrow, opensMenu } from './keys'
import type { MessageActions } from './message-actions'

/** Length of a press that opens the menu of a message, in ms. */
const LONG_PRESS_MS = 400
/** A finger that moved this far scrolls, in px. */
const MOVED_PX = 10
/** Length of the vibration that confirms it, in ms. */
const HAPTIC_MS = 10

const MESSAGE = '[data-message]'
/** Elements with a press of their own. */
const CONTROL = 'a, button'

const rowOf = (target: EventTarget | null) => target instanceof Element ? target.closest<HTMLElement>(MESSAGE) : null

/** Browsers refuse it, with a warning, before the first tap. */
function vibrate(): void {
  if ('userActivation' in navigator && navigator.userActivation.hasBeenActive) navigator.vibrate?.(HAPTIC_MS)
}

/**
 * Opens the menu of a message by a long press and by keys, and lets the arrow keys move from message to message. It
 * listens at the list, for all messages.
 */
export function useListGestures(
  list: Readonly<Ref<HTMLElement | null>>,
  itemOf: (key: string) => TimelineMessage | null,
  { openMenu }: Pick<MessageActions, 'openMenu'>,
): void {
  function open(row: HTMLElement): void {
    const item = itemOf(row.dataset.message ?? '')
    if (item) openMenu(item, row)
  }

  onLongPress(list, (event) => {
    const row = rowOf(event.target)
    const onControl = event.target instanceof Element && event.target.closest(CONTROL)
    if (!row || onControl || event.pointerType !== 'touch') return
    // The lifted finger must not press the element that is now under it.
    row.addEventListener('touchend', lift => lift.preventDefault(), { once: true, passive: false })
    vibrate()
    open(row)
  }, { delay: LONG_PRESS_MS, distanceThreshold: MOVED_PX })

  useEventListener(list, 'keydown', (event) => {
    const row = event.target instanceof HTMLElement && event.target.matches(MESSAGE) ? event.target : null
    // From a button inside the message too: there Enter presses the button.
    const menuOf = event.key === 'Enter' ? row : rowOf(event.target)
    if (menuOf && opensMenu(event)) {
      event.preventDefault()
      return open(menuOf)
    }
    // After a click the arrow keys scroll the list as before.
    if (!row?.matches(':focus-visible')) return
    const rows = [...list.value?.querySelectorAll<HTMLElement>(MESSAGE) ?? []]
    const next = nextByArrow(event, rows.indexOf(row), rows.length)
    if (next === null) return
    event.preventDefault()
    rows[next]?.focus({ preventScroll: true })
    rows[next]?.scrollIntoView({ block: 'nearest' })
  })
}
