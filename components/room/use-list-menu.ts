import { onLongPress, useEventListener } from '@vueuse/core'
import type { Ref } from 'vue'
import { useRoomActions } from './room-actions'

/** How long a finger stays on a room until its menu opens, in ms. */
const LONG_PRESS_MS = 400
/** A finger that moved so far scrolls, in px. */
const MOVED_PX = 10

const rowOf = (target: EventTarget | null) =>
  target instanceof Element ? target.closest<HTMLElement>('[data-room]') : null

/** Opens the menu of a room in the list by the right button, the menu key, or a long press. */
export function useListMenu(list: Readonly<Ref<HTMLElement | null>>): void {
  const { openMenu } = useRoomActions()

  function open(target: EventTarget | null): boolean {
    const row = rowOf(target)
    if (row?.dataset.room !== undefined) openMenu(row.dataset.room, row)
    return row !== null
  }

  // Phones that know it send it after a long press of their own.
  useEventListener(list, 'contextmenu', event => open(event.target) && event.preventDefault())
  onLongPress(list, (event) => {
    const row = rowOf(event.target)
    if (!row || event.pointerType !== 'touch') return
    // The finger that lifts must not open the room.
    row.addEventListener('touchend', lift => lift.preventDefault(), { once: true, passive: false })
    open(row)
  }, { delay: LONG_PRESS_MS, distanceThreshold: MOVED_PX })
}
