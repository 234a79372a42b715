import { computed } from 'vue'
import type { RoomView } from '~/client/types'
import { sectionsOf, type Section } from './many'
import { useRows } from './use-rows'

/**
 * The sections of the list, with the rooms that a search and a folder leave, as far as they are in the document.
 *
 * @param arrange the order of what is left of a section
 * @param begins changes where the list is another one, and begins anew
 */
export function useSections(
  rooms: () => readonly RoomView[],
  isShown: (room: RoomView) => boolean,
  arrange: (rooms: readonly RoomView[]) => readonly RoomView[],
  begins: () => unknown,
) {
  const found = computed(() =>
    sectionsOf(rooms()).flatMap((section): Section[] => {
      const shown = arrange(section.rooms.filter(isShown))
      return shown.length > 0 ? [{ ...section, rooms: shown }] : []
    }),
  )
  const order = computed(() => found.value.flatMap(section => section.rooms))
  const { shown, reach, onScroll } = useRows(() => order.value.length, begins)

  return {
    /** All rooms that are left, in their order. */
    order,
    sections: computed(() => {
      let left = shown.value
      return found.value.flatMap((section): Section[] => {
        const drawn = section.rooms.slice(0, left)
        left -= drawn.length
        return drawn.length > 0 ? [{ ...section, rooms: drawn }] : []
      })
    }),
    /** One kind of rooms needs no heading. */
    isDivided: computed(() => sectionsOf(rooms()).length > 1),
    reach,
    onScroll,
  }
}
