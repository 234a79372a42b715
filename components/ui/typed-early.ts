import { useNuxtApp } from '#imports'

/**
 * What was typed into a field that the server sent before the page's program was there to hear it, which would overwrite it. Null when
 * nothing was. To be called in `setup`, and used after mounting, since the first rendering must equal the server's.
 */
export function typedEarly(selector: string): string | null {
  if (!import.meta.client || !useNuxtApp().isHydrating) {
    return null
  }
  const field = document.querySelector(selector)
  if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) {
    return null
  }
  return field.value === field.defaultValue ? null : field.value
}
