import { useEventListener } from '@vueuse/core'
import type { Ref } from 'vue'
import { ANCHOR_ATTRIBUTE } from './anchor'
import { htmlOf, plainOf, selectedTexts } from './copied'

/** Marks the elements that hold the text of a message, and nothing else. */
export const TEXT_ATTRIBUTE = 'data-copy'

/**
 * Several selected messages are copied with their names and times, one per line. A part of one message is copied as it
 * is.
 * @param lineOf name and time of the message with this key; null if it is not known (any more)
 */
export function useCopy(
  list: Readonly<Ref<HTMLElement | null>>,
  lineOf: (key: string) => { readonly name: string, readonly time: string } | null,
): void {
  useEventListener('copy', (event) => {
    const selection = document.getSelection()
    if (!list.value || !selection || selection.isCollapsed || !event.clipboardData) return
    const selected = selectedTexts(list.value.querySelectorAll(`[${TEXT_ATTRIBUTE}]`), selection)
    if (selected.length < 2) return
    const lines = selected.flatMap(({ element, text }) => {
      const line = lineOf(element.closest(`[${ANCHOR_ATTRIBUTE}]`)?.getAttribute(ANCHOR_ATTRIBUTE) ?? '')
      return line ? [{ ...line, text }] : []
    })
    event.clipboardData.setData('text/plain', plainOf(lines))
    event.clipboardData.setData('text/html', htmlOf(lines))
    event.preventDefault()
  })
}
