import type { Ref } from 'vue'
import { computed, ref, shallowRef, watch } from 'vue'
import type { RoomView } from '~/client/types'
import { lastSeq } from './new-messages'
import { firstUnreadIndex, isLoadedUpTo } from './rows'

/** The first unread message is fetched without being asked for when at most so many are unread: four pages. Above it the reader is offered to go there. */
const FETCHED_UNASKED_MAX = 200

interface FirstUnread {
  readonly room: () => RoomView
  readonly active: () => boolean
  /** Whether anybody can see the page. */
  readonly visible: () => boolean
  /** Whether the reader stands at the newest message. */
  readonly stuck: Readonly<Ref<boolean>>
  readonly loadOlder: () => void
  /** Brings the line of what is new into view. */
  readonly goTo: (index: number) => Promise<void>
}

/**
 * Where the unread messages of an open room begin. A room opens there: with the line of what is new at the upper edge, once it is loaded. What is
 * farther away is offered. A page that was out of sight while messages came counts as opened again.
 */
export function useFirstUnread({ room, active, visible, stuck, loadOlder, goTo }: FirstUnread) {
  /** The last `seq` that could be seen before the page went out of sight. */
  let leftAt: number | null = null
  const awaySince = shallowRef<number | null>(null)
  const dismissed = shallowRef<number | null>(null)
  const seeking = ref(false)

  const since = computed(() => awaySince.value ?? room().newSinceSeq)
  const index = computed(() => firstUnreadIndex(room().items, since.value, room().older))
  /** The unread messages begin above all that is loaded. Where the list reaches back to what was read, those that came after it were deleted. */
  const above = computed(() => since.value !== null && index.value === -1 && dismissed.value !== since.value
    && !isLoadedUpTo(room().items, since.value, room().older))
  const fetching = computed(() => above.value && active() && (seeking.value || room().unread <= FETCHED_UNASKED_MAX))

  /** Names one opening of the room whose line can be shown; null as long as there is none to go to. */
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
    seeking.value = false
  }, { flush: 'sync' })

  watch(opening, async (key) => {
    if (key !== null && (stuck.value || seeking.value)) await goTo(index.value)
    seeking.value = false
    opened.value = key
  }, { flush: 'post', immediate: true })

  watch(() => fetching.value && room().olderStatus === 'idle' ? room().items[0]?.key : null, first => first && loadOlder(), { immediate: true })
  watch(() => room().olderStatus === 'error', failed => failed && (seeking.value = false))

  return {
    index,
    /** How many messages wait above what is loaded; 0 when the way there need not be offered. */
    offered: computed(() => above.value && !room().opening ? room().unread : 0),
    fetching,
    /** Whether what is in view counts as read: not before the place is reached where the unread begin. */
    reading: computed(() => active() && visible() && !room().opening && !above.value && opening.value === opened.value),
    seek() {
      seeking.value = true
    },
    /** From here on what is in view counts as read, and with it all that is above. */
    dismiss() {
      dismissed.value = since.value
    },
  }
}
