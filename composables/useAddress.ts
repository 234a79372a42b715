import { computed, watch, type ComputedRef } from 'vue'

/** Panels over the room. Each has its address, so that Back closes it and a reload keeps it. */
export type PanelName = 'menu' | 'unsent' | 'message' | 'delete' | 'room' | 'details' | 'new'

/** Panels that lead to others, which replace them: Back from those leads to the room. */
const LEADS_ON: ReadonlySet<string | null> = new Set<PanelName>(['message'])

/** A panel that stays open from room to room, if it stands beside them. */
const STAYS: PanelName = 'details'

/** The menu of a room in the list. The list stays behind it. */
const OF_LIST: PanelName = 'room'

/** The value of `panel` while a phone shows the list of rooms and not the room. */
const ROOM_LIST = 'rooms'

export interface Address {
  /** The room in the address; null at `/`, where the `channel` cookie chooses. */
  readonly room: ComputedRef<string | null>
  /** The `seq` of the message in the address; null for none. */
  readonly seq: ComputedRef<number | null>
  /** The panel in the address, as it is written there. */
  readonly panel: ComputedRef<string | null>
  /** On a phone with many rooms: whether the list is shown, not the open room. */
  readonly listed: ComputedRef<boolean>
  /**
   * Opens a room. From the list, Back leads to the list again. From one room to another beside the list, no entry is
   * added.
   */
  showRoom(room: string): Promise<void>
  /** Shows the list of rooms: goes back to it, if Back leads there. */
  showList(): void
  openPanel(name: PanelName): void
  /** Goes back to what was shown before the panel. If nothing of this page was, only the address loses the panel. */
  closePanel(): void
}

/** The address of the chat: `/`, `/r/:room` or `/r/:room/:seq`, with `?panel=` for the panel over the room. */
export function useAddress(): Address {
  const route = useRoute()
  const router = useRouter()
  const room = computed(() => typeof route.params.room === 'string' ? route.params.room : null)
  const seq = computed(() =>
    typeof route.params.seq === 'string' && route.params.seq !== '' ? Number(route.params.seq) : null,
  )
  const panel = computed(() => typeof route.query.panel === 'string' ? route.query.panel : null)
  /** A panel is being closed: a second press must not go back once more, out of the chat. */
  let closing = false
  watch(panel, () => {
    closing = false
  }, { flush: 'sync' })
  function comesFromList(): boolean {
    const { back } = router.options.history.state
    return typeof back === 'string' && router.resolve(back).query.panel === ROOM_LIST
  }

  const withoutPanel = () => ({ ...route.query, panel: undefined })

  return {
    room,
    seq,
    panel,
    listed: computed(() => panel.value === ROOM_LIST || panel.value === OF_LIST),
    async showRoom(id) {
      const to = { name: 'room', params: { room: id }, query: { panel: panel.value === STAYS ? STAYS : undefined } }
      await (panel.value === ROOM_LIST ? router.push(to) : router.replace(to))
    },
    showList() {
      if (comesFromList()) router.back()
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
      if (router.options.history.state.back === closed || (panel.value === OF_LIST && comesFromList())) router.back()
      else void router.replace(closed)
    },
  }
}
