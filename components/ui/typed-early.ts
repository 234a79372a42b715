import { useNuxtApp } from '#imports'
import { getCurrentInstance } from 'vue'

/**
 * Text typed into this component's field before the page's program was loaded, which would overwrite it. The server
 * rendered the field. Null if there is none. Call it in `setup` and use it after mounting, since the first render must
 * equal the server's.
 */
export function typedEarly(): string | null {
  if (!import.meta.client || !useNuxtApp().isHydrating) {
    return null
  }
  // While Vue hydrates the server's page, a component has its element before it is set up.
  const root: unknown = getCurrentInstance()?.vnode.el
  const field = root instanceof HTMLElement ? root.querySelector('input, textarea') : null
  if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) {
    return null
  }
  return field.value === field.defaultValue ? null : field.value
}
