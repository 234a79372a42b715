import { useMounted } from '@vueuse/core'
import { computed, nextTick, ref, watch } from 'vue'
import { useDialog } from '../../composables/useDialog'

export interface DialogFocus {
  /** The open room. */
  readonly room: () => string
  /** Gets the focus if a dialog ends in another room. */
  readonly arrived: () => void
  /** Gets the focus if the element that opened the dialog is gone. */
  readonly lost: () => void
}

/** The dialog over the chat. It is drawn in the browser only, and loaded (`wanted`) when it first opens. */
export function useDialogHost({ room, arrived, lost }: DialogFocus) {
  const mounted = useMounted()
  const { current } = useDialog()
  const open = computed(() => mounted.value && current.value !== null)
  const wanted = ref(false)
  let openedFrom: Element | null = null
  let openedIn = ''
  watch(open, async (isOpen) => {
    wanted.value ||= isOpen
    if (isOpen) {
      openedFrom = document.activeElement
      openedIn = room()
      return
    }
    await nextTick()
    if (room() !== openedIn) arrived()
    else if (canFocus(openedFrom)) openedFrom.focus()
    else lost()
  }, { flush: 'sync' })
  return { open, wanted }
}

function canFocus(element: Element | null): element is HTMLElement {
  return element instanceof HTMLElement && element.isConnected && element !== document.body
}
