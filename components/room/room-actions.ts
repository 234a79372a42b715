import { computed, inject, provide, shallowRef, type InjectionKey } from 'vue'
import type { Chat } from '~/types/chat'
import type { Address } from '~/composables/useAddress'
import { usePanel } from '../ui/use-panel'

/** What a room of the list can ask for. The page provides it. */
export interface RoomActions {
  /** @param from gets the focus back when the menu closes */
  openMenu(room: string, from: HTMLElement): void
}

export const ROOM_ACTIONS: InjectionKey<RoomActions> = Symbol('what can be done with a room of the list')

/** The menu of a room, for all rooms of the list. */
export function provideRoomActions(chat: Chat, address: Address) {
  const target = shallowRef<{ readonly room: string, readonly from: HTMLElement } | null>(null)
  const menu = usePanel(address, 'room', () => target.value?.from.focus({ preventScroll: true }))

  provide(ROOM_ACTIONS, {
    openMenu(room, from) {
      target.value = { room, from }
      address.openPanel('room')
    },
  })

  return {
    menu,
    /** Null after a reload, when the room is unknown. */
    room: computed(() => chat.rooms.value.find(({ id }) => id === target.value?.room) ?? null),
    from: computed(() => target.value?.from ?? null),
  }
}

export function useRoomActions(): RoomActions {
  const actions = inject(ROOM_ACTIONS)
  if (!actions) throw new Error('A list of rooms stands outside of a page that calls provideRoomActions().')
  return actions
}
