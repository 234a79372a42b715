import { computed, inject, provide, shallowRef, type InjectionKey } from 'vue'
import type { Chat } from '~/types/chat'
import type { Address } from '~/composables/useAddress'
import { usePanel } from '../ui/use-panel'

/** What the rooms, their list and the head of the open one can ask for. The page provides it. */
export interface RoomActions {
  open(room: string): void
  /** On a phone: shows the list of rooms in place of the open one. */
  showList(): void
  toggleDetails(): void
  /** Begins a room or a conversation. */
  openNew(): void
  /** @param from gets the focus back when the menu closes */
  openMenu(room: string, from: HTMLElement): void
}

export const ROOM_ACTIONS: InjectionKey<RoomActions> = Symbol('what can be done with rooms')

/** Provides what can be done with rooms. Answers the menu of a room, one for all rooms of the list. */
export function provideRoomActions(
  chat: Chat, address: Address, { open, toggleDetails }: Pick<RoomActions, 'open' | 'toggleDetails'>,
) {
  const target = shallowRef<{ readonly room: string, readonly from: HTMLElement } | null>(null)
  const menu = usePanel(address, 'room', () => target.value?.from.focus({ preventScroll: true }))

  provide(ROOM_ACTIONS, {
    open,
    showList: address.showList,
    toggleDetails,
    openNew: () => address.openPanel('new'),
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
  if (!actions) throw new Error('Rooms are shown outside of a page that calls provideRoomActions().')
  return actions
}
