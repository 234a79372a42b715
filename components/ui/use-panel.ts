import { useMounted } from '@vueuse/core'
import { computed, nextTick, reactive, ref, watch } from 'vue'
import type { Address, PanelName } from '~/composables/useAddress'

/**
 * A panel over the room, open while the address names it. It is drawn in the browser only, and loaded (`wanted`) when
 * it first opens.
 *
 * @param closed called when it has closed, to give the focus back
 */
export function usePanel(address: Address, name: PanelName, closed: () => void) {
  const mounted = useMounted()
  const open = computed({
    get: () => mounted.value && address.panel.value === name,
    set: isOpen => isOpen ? address.openPanel(name) : address.closePanel(),
  })
  const wanted = ref(false)
  watch(open, async (isOpen) => {
    wanted.value ||= isOpen
    await nextTick()
    if (!isOpen) {
      closed()
    }
  })
  return reactive({ open, wanted })
}
