import { computed, shallowRef } from 'vue'
import type { TimelineItem } from '~/client/types'

/**
 * The one message of a list that the Tab key leads to: the one that had the focus last, or the newest. The arrow keys go on from there.
 * @param rows what is in the document
 */
export function useTabStop(rows: () => readonly { readonly key: string, readonly item: TimelineItem }[]) {
  const visited = shallowRef<string | null>(null)

  return {
    stop: computed(() => {
      const isThere = rows().some(({ key }) => key === visited.value)
      return isThere ? visited.value : rows().findLast(({ item }) => item.kind === 'message')?.key ?? null
    }),
    onFocusin({ target }: FocusEvent): void {
      const message = target instanceof Element ? target.closest<HTMLElement>('[data-message]') : null
      visited.value = message?.dataset.message ?? visited.value
    },
  }
}
