import { until, useMounted } from '@vueuse/core'
import { computed, nextTick, ref, watch, type ComputedRef } from 'vue'
import { useDialog } from '../../composables/useDialog'

/**
 * The dialog over the chat. It is drawn in the browser only, and loaded (`wanted`) when it first opens.
 * @param lost where the focus goes if the element that opened the dialog is gone
 */
export function useDialogHost(lost: () => void) {
  const mounted = useMounted()
  const { current } = useDialog()
  const open = computed(() => mounted.value && current.value !== null)
  const wanted = ref(false)
  let openedFrom: Element | null = null
  watch(open, async (isOpen) => {
    wanted.value ||= isOpen
    if (isOpen) {
      openedFrom = document.activeElement
      return
    }
    await nextTick()
    if (openedFrom instanceof HTMLElement && openedFrom.isConnected && openedFrom !== document.body) openedFrom.focus()
    else lost()
  }, { flush: 'sync' })
  return { open, wanted }
}

/** How long the page may not know a room that the server has, in ms. */
const ROOM_PATIENCE_MS = 5_000

/** Opens a room that was just created or joined: the page learns of it a moment after the answer. */
export async function openWhenKnown(
  rooms: ComputedRef<readonly { readonly id: string }[]>,
  id: string,
  open: (id: string) => void,
) {
  const isKnown = () => rooms.value.some(room => room.id === id)
  await until(isKnown).toBe(true, { timeout: ROOM_PATIENCE_MS })
  if (isKnown()) open(id)
  else window.location.assign(`/r/${id}`)
}
