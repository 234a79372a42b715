import { computed, watch, type ComputedRef } from 'vue'

/** What can lie over the room. Each has its address, so that Back closes it and a reload keeps it. */
export type PanelName = 'menu' | 'unsent' | 'message' | 'delete' | 'details' | 'new'

/** Panels that lead on to others, which take their place: Back from those leads to the room. */
const LEADS_ON: ReadonlySet<string | null> = new Set<PanelName>(['message'])

/** A panel that goes along from room to room, where it stands beside them. */
const STAYS: PanelName = 'details'

/** What `panel` says while a phone shows the list of rooms, and not the room. */
const ROOM_LIST = 'rooms'

export interface Address {
  /** The room that the address names; null at `/`, where the `channel` cookie chooses. */
  readonly room: ComputedRef<string | null>
  /** The panel that the address names, as it stands there. */
  readonly panel: ComputedRef<string | null>
  /** On a phone with many rooms: whether their list is shown, and not the open room. */
  readonly listed: ComputedRef<boolean>
  /** Shows a room in the address. Back leads to the list where it was chosen there; from one room beside the list to another nothing is added. */
  showRoom(room: string): Promise<void>
  /** Shows the list of rooms: the one that Back leads to, where there is one. */
  showList(): void
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
    listed: computed(() => panel.value === ROOM_LIST),
    async showRoom(id) {
      const to = { name: 'room', params: { room: id }, query: { panel: panel.value === STAYS ? STAYS : undefined } }
      await (panel.value === ROOM_LIST ? router.push(to) : router.replace(to))
    },
    showList() {
      const { back } = router.options.history.state
      if (typeof back === 'string' && router.resolve(back).query.panel === ROOM_LIST) router.back()
      else void router.push({ query: { ...route.query, panel: ROOM_LIST } })
    },
    openPanel(name) {
      if (panel.value === name) return
      const to = { query: { ...route.query, panel: name } }
      void (LEADS_ON.has(panel.value) ? router.replace(to) : router.push(to))
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
