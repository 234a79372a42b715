import { useEventListener } from '@vueuse/core'
import { onMounted } from 'vue'
import type { RoomView } from '~/client/types'
import { neighbour } from './many'

interface RoomKeys {
  /** The rooms as they are listed. */
  order(): readonly RoomView[]
  active(): string
  /** Something lies over the rooms. */
  isCovered(): boolean
  open(room: string): void
  /** Leads to the search; false where there is none. */
  find(): boolean
}

/**
 * Keys that work anywhere on the page: Alt with ↑ and ↓ to the next unread room, with Shift to the next one of all,
 * Ctrl+K to the search.
 */
export function useRoomKeys({ order, active, isCovered, open, find }: RoomKeys): void {
  function toNeighbour(event: KeyboardEvent): boolean {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : null
    if (step === null || !event.altKey || event.ctrlKey || event.metaKey) return false
    const room = neighbour(order(), active(), step, !event.shiftKey)
    if (room) open(room.id)
    return true
  }

  function toSearch(event: KeyboardEvent): boolean {
    const isAsked
      = event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey
    return isAsked && find()
  }

  onMounted(() => useEventListener(document, 'keydown', (event) => {
    if (isCovered() || event.isComposing || event.defaultPrevented) return
    if (toNeighbour(event) || toSearch(event)) event.preventDefault()
  }))
}
