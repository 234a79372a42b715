import { useEventListener } from '@vueuse/core'
import { onMounted } from 'vue'

/**
 * Sets the page's height to what a phone's keyboard leaves (`--viewport-height`, `--viewport-top`). Browsers that
 * honour `interactive-widget` shrink the page themselves, with the same numbers. Safari on iOS shrinks only the visual
 * viewport.
 */
export function useViewport(): void {
  onMounted(() => {
    const viewport = window.visualViewport
    if (!viewport) {
      return
    }
    const update = () => {
      // When zoomed by two fingers, the visual viewport is a part of the page on purpose.
      const zoomed = viewport.scale > 1.01
      const { style } = document.documentElement
      style.setProperty('--viewport-height', zoomed ? '100dvh' : `${viewport.height}px`)
      style.setProperty('--viewport-top', zoomed ? '0px' : `${viewport.offsetTop}px`)
    }
    useEventListener(viewport, ['resize', 'scroll'], update)
    update()
  })
}
