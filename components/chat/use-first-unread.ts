import type { Ref } from 'vue'
import { computed, nextTick, ref, shallowRef, watch } from 'vue'
import type { RoomView } from '~/client/types'
import { lastSeq } from './new-messages'
import { firstUnreadIndex, isLoadedUpTo } from './rows'

/**
 * Up to this many unread messages the list is loaded down to the first one: four pages. Above it, the list is shown
 * around that one, and goes both ways from there.
 */
const WHOLE_MAX = 200

interface FirstUnread {
  readonly room: () => RoomView
  readonly active: () => boolean
  /** Whether the address leads to a message: then the room opens there. */
  readonly linked: () => boolean
  /** Whether the page is visible. */
  readonly visible: () => boolean
  /** Whether the reader is at the newest message. */
  readonly stuck: Readonly<Ref<boolean>>
  readonly loadOlder: () => void
  /** Shows the messages around a `seq`. Answers whether they are shown. */
  readonly openAt: (seq: number) => Promise<boolean>
  /** Scrolls to the divider. */
  readonly goTo: (index: number) => Promise<void>
}

/**
 * Where the unread messages of an open room begin. A room opens there, with the divider at the upper edge, once it is
 * loaded. A page that was hidden while messages came counts as opened again. Where the divider can't be had, or the
 * reader left it for the newest messages, the page offers to go there.
 */
export function useFirstUnread({ room, active, linked, visible, stuck, loadOlder, openAt, goTo }: FirstUnread) {
  /** The last `seq` in view before the page was hidden. */
  let leftAt: number | null = null
  const awaySince = shallowRef<number | null>(null)
  const dismissed = shallowRef<number | null>(null)
  /** The opening of which the divider was sought, by itself: a reader who leaves it is not taken back. */
  const sought = shallowRef<number | null>(null)
  const seeking = ref(false)
  /** The opening whose divider the reader came to: it stays reached, though its page may be dropped on the way down. */
  const reached = shallowRef<number | null>(null)

  const since = computed(() => awaySince.value ?? room().newSinceSeq)
  const index = computed(() => firstUnreadIndex(room().items, since.value, room().older))
  /**
   * The unread messages begin above the loaded ones. If the list goes down to the read mark, those after it were
   * deleted.
   */
  const above = computed(() => since.value !== null && index.value === -1
    && dismissed.value !== since.value && reached.value !== since.value
    && !isLoadedUpTo(room().items, since.value, room().older))

  /** Identifies one opening of the room whose divider can be shown; null while there is none to go to. */
  const opening = computed(() => active() && index.value !== -1 ? since.value : null)
  const opened = shallowRef<number | null>(null)

  watch(visible, (isVisible) => {
    if (!isVisible) {
      leftAt = active() && stuck.value ? lastSeq(room().items) : null
    }
    else if (leftAt !== null && room().unread > 0) {
      awaySince.value = leftAt
    }
  }, { flush: 'sync' })

  watch([active, () => room().newSinceSeq], () => {
    awaySince.value = null
    reached.value = null
    sought.value = null
    seeking.value = false
  }, { flush: 'sync' })

  watch(opening, async (key) => {
    if (key !== null && (stuck.value || seeking.value)) await goTo(index.value)
    seeking.value = false
    opened.value = key
    if (key !== null) reached.value = key
  }, { flush: 'post', immediate: true })

  async function seek(): Promise<void> {
    const seq = since.value
    if (seq === null || seeking.value) return
    seeking.value = true
    if (room().unread <= WHOLE_MAX) return
    const isThere = await openAt(seq)
    await nextTick()
    // All unread messages around the mark may have been deleted.
    if (!isThere || index.value === -1) seeking.value = false
  }

  watch(() => above.value && active() && !room().opening && !linked() ? since.value : null, (seq) => {
    if (seq === null || sought.value === seq) return
    sought.value = seq
    void seek()
  }, { flush: 'post', immediate: true })
  watch(() => {
    const isLoading = seeking.value && above.value && room().unread <= WHOLE_MAX
    return isLoading && room().olderStatus === 'idle' ? room().items[0]?.key : null
  }, first => first && loadOlder(), { immediate: true })
  watch(() => room().olderStatus === 'error', failed => failed && (seeking.value = false))

  return {
    index,
    /** Messages above the loaded ones; 0 if the way there need not be offered. */
    offered: computed(() => above.value && !room().opening ? room().unread : 0),
    fetching: computed(() => above.value && active() && seeking.value),
    /** The list is about to move to the divider. */
    seeking,
    /** Whether messages in view count as read: not before the reader is at the first unread one. */
    reading: computed(() => active() && visible() && !room().opening && !above.value && opening.value === opened.value),
    seek,
    /** The reader goes elsewhere: what is unread begins at the mark of now, above what will be loaded there. */
    leave() {
      if (room().unread === 0) return
      awaySince.value = room().mark
      sought.value = awaySince.value
      reached.value = null
    },
    /** From now on messages in view count as read, and all above them. */
    dismiss() {
      dismissed.value = since.value
    },
  }
}
