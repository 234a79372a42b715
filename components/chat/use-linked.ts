import { nextTick, ref, watch } from 'vue'
import type { RoomView } from '~/client/types'
import { linkedIndex } from './linked'

/** How long the message glows, in ms. */
const GLOW_MS = 1_500

interface Linked {
  readonly room: () => RoomView
  readonly active: () => boolean
  /** The message that the address names; null: none. */
  readonly seq: () => number | null
  /** Shows the messages around a `seq`. */
  readonly openAt: (seq: number) => Promise<boolean>
  /** Brings the item at this place into view. Answers its row. */
  readonly goTo: (index: number) => Promise<HTMLElement | null>
}

/** Where motion is not wanted the light goes out at once, and does not fade. */
function glow(row: HTMLElement): void {
  const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches
  row.animate([{ background: 'var(--color-brand-soft)' }, { background: 'transparent' }], {
    duration: GLOW_MS, easing: isStill ? 'steps(1, end)' : 'ease-in',
  })
}

/**
 * Leads to the message that the address names, once for each address. What is around it is fetched if it is not there.
 */
export function useLinked({ room, active, seq, openAt, goTo }: Linked) {
  let reached: number | null = null
  /** The list is about to move to the message. */
  const seeking = ref(false)
  watch(seq, () => {
    reached = null
  }, { flush: 'sync' })

  async function lead(target: number): Promise<void> {
    if (linkedIndex(room().items, target, room()) === null) {
      await openAt(target)
      await nextTick()
    }
    // Where it can't be had, to what is nearest to it.
    const index = linkedIndex(room().items, target, { older: false, newer: false }) ?? -1
    const row = index === -1 ? null : await goTo(index)
    if (row) glow(row)
  }

  watch(() => active() && room().status === 'ready' && !room().opening ? seq() : null, async (target) => {
    if (target === null || target === reached) return
    reached = target
    seeking.value = true
    await lead(target)
    seeking.value = false
  }, { flush: 'post', immediate: true })

  return { seeking }
}
