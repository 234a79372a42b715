import { watch } from 'vue'
import type { RoomView } from '~/client/types'
import { linkedIndex } from './linked'

/** Pages of history that are fetched to reach a message: as many messages as the open room keeps. */
const PAGES_MAX = 40

/** How long the message glows, in ms. */
const GLOW_MS = 1_500

interface Linked {
  readonly room: () => RoomView
  readonly active: () => boolean
  /** The message that the address names; null: none. */
  readonly seq: () => number | null
  readonly loadOlder: () => void
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

/** Leads to the message that the address names, once for each address. Older pages are fetched until it is there. */
export function useLinked({ room, active, seq, loadOlder, goTo }: Linked): void {
  let reached: number | null = null
  let pages = 0
  watch(seq, () => {
    reached = null
    pages = 0
  }, { flush: 'sync' })

  const wanted = () => active() && room().status === 'ready' && !room().opening ? seq() : null
  watch(() => [wanted(), room().items, room().olderStatus] as const, async ([target, items, status]) => {
    if (target === null || target === reached || status === 'loading') return
    const isEnough = status === 'error' || pages >= PAGES_MAX
    const index = linkedIndex(items, target, room().older && !isEnough)
    if (index === null) {
      pages += 1
      return loadOlder()
    }
    reached = target
    const row = index === -1 ? null : await goTo(index)
    if (row) glow(row)
  }, { flush: 'post', immediate: true })
}
