import { computed, watch, type ComputedRef } from 'vue'

/** What can lie over the room. Each has its address, so that Back closes it and a reload keeps it. */
export type PanelName = 'menu' | 'unsent'

export interface Address {
  /** The room that the address names; null at `/`, where the `channel` cookie chooses. */
  readonly room: ComputedRef<string | null>
  /** The panel that the address names, as it stands there. */
  readonly panel: ComputedRef<string | null>
  /** Shows a room in the address. `push`: Back leads to what was shown before. */
  showRoom(room: string, how?: 'push' | 'replace'): Promise<void>
  openPanel(name: PanelName): void
  /** Goes back to what was shown before the panel; where nothing of this page was, the address just loses it. */
  closePanel(): void
}

/** The address of the chat, `/` or `/r/:room`, with `?panel=` for what lies over the room. */
export function useAddress(): Address {
  const route = useRoute()
  const router = useRouter()
  const room = computed(() => typeof route.params.room === 'string' ? route.params.room : null)
  const panel = computed(() => typeof route.query.panel === 'string' ? route.query.panel : null)
  /** A panel is being closed: a second press must not go back a second time, out of the chat. */
  let closing = false
  watch(panel, () => {
    closing = false
  }, { flush: 'sync' })
  const withoutPanel = () => ({ ...route.query, panel: undefined })

  return {
    room,
    panel,
    async showRoom(id, how = 'replace') {
      const to = { name: 'room', params: { room: id } }
      await (how === 'push' ? router.push(to) : router.replace(to))
    },
    openPanel(name) {
      if (panel.value !== name) void router.push({ query: { ...route.query, panel: name } })
    },
    closePanel() {
      if (panel.value === null || closing) return
      closing = true
      const closed = router.resolve({ query: withoutPanel() }).fullPath
      if (router.options.history.state.back === closed) router.back()
      else void router.replace(closed)
    },
  }
}
