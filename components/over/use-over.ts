import { useMediaQuery } from '@vueuse/core'
import { computed, watch } from 'vue'
import type { Chat } from '~/types/chat'
import type { Address } from '~/composables/useAddress'
import { useDialogHost } from '../manage/use-dialog-host'
import { provideMessageActions, type MessageEditor } from '../message/provide-message-actions'
import { provideRoomActions } from '../room/room-actions'
import { usePanel } from '../ui/use-panel'
import { useOverParts } from './use-parts'

/**
 * The element that gets the focus when something closes, where texts of messages are edited, and what opens another
 * room.
 */
export interface UnderOver {
  open(room: string): void
  beginWriting(): void
  toMenu(): void
  toUnsent(): void
  toTitle(): void
  editor(): MessageEditor | null
  reading(): HTMLElement | null
}

export type Over = ReturnType<typeof useOver>

/** The things that can lie over the open room, by the address: its panels, dialogs, and the menu of a message. */
export function useOver(chat: Chat, address: Address, under: UnderOver) {
  const { open, beginWriting, toMenu, toUnsent, toTitle, editor, reading } = under
  const { parts, want } = useOverParts(() => chat.connection.value.status === 'open', address.closePanel)
  const menu = usePanel(address, 'menu', toMenu)
  const unsent = usePanel(address, 'unsent', toUnsent)
  const details = usePanel(address, 'details', toTitle)
  const messages = provideMessageActions(chat, address, editor, reading)
  const dialog = useDialogHost({ room: () => chat.active.value.id, arrived: beginWriting, lost: toMenu })
  const roomMenu = provideRoomActions(chat, address, {
    open,
    toggleDetails() {
      details.open = !details.open
    },
  })
  /** Details stand beside the room where there is space for them. */
  const beside = useMediaQuery('(width >= 1200px)')

  /** `idle` is a page that does not know yet what the browser keeps. */
  watch(() => unsent.open && chat.connection.value.status !== 'idle' && chat.unsent.value.length === 0, (isEmpty) => {
    if (isEmpty) unsent.open = false
  })

  // The page was loaded again.
  watch(
    () => roomMenu.menu.open && roomMenu.room.value === null,
    isLost => isLost && address.closePanel(),
    { immediate: true },
  )

  const isOver = computed(
    () =>
      dialog.open.value
      || roomMenu.menu.open
      || menu.open
      || unsent.open
      || messages.open.value
      || (details.open && !beside.value),
  )
  watch(() => isOver.value || details.open, isWanted => isWanted && want(), { immediate: import.meta.client })

  return {
    parts,
    menu,
    unsent,
    details,
    messages,
    dialog,
    roomMenu,
    beside,
    /** The room can't be used: what lies over it is there. */
    covered: computed(() => isOver.value && parts.value !== null),
  }
}
