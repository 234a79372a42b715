import { useNuxtApp } from '#imports'
import { getCurrentInstance } from 'vue'

/**
 * What was typed into the field of this component, which the server sent, before the page's program was there to hear it and would overwrite
 * it. Null when nothing was. To be called in `setup`, and used after mounting, since the first rendering must equal the server's.
 */
export function typedEarly(): string | null {
  if (!import.meta.client || !useNuxtApp().isHydrating) {
    return null
  }
  // While Vue takes over what the server sent, a component has its element before it is set up.
  const root: unknown = getCurrentInstance()?.vnode.el
  const field = root instanceof HTMLElement ? root.querySelector('input, textarea') : null
  if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) {
    return null
  }
  return field.value === field.defaultValue ? null : field.value
}
