import { nextTick, watch } from 'vue'
import type { Chat } from '~/types/chat'
import type { Address } from '~/composables/useAddress'

/** Keeps the room that is open and the address in step, whichever of them leads. Answers how to open a room. */
export function useRoomAddress(chat: Chat, address: Address): (id: string) => void {
  /** The room whose address is about to be shown. Until it is, the address is behind and leads nowhere. */
  let showing: string | null = null

  async function show(id: string): Promise<void> {
    showing = id
    await address.showRoom(id)
    await nextTick()
    if (showing === id) showing = null
  }

  // Back and Forward lead from room to room where the address changes with them.
  watch(address.room, (id) => {
    const open = chat.active.value.id
    if (id === null || showing !== null || id === open) return
    if (chat.rooms.value.some(room => room.id === id)) chat.open(id)
    else void show(open)
  })

  return (id) => {
    chat.open(id)
    void show(id)
  }
}
