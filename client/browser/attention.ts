import type { Attention } from '../environment'

/** Inputs that count as use of the page. */
const USES = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'] as const

/** What the browser knows about the user's attention. */
export function browserAttention(): Attention {
  return {
    visible: () => document.visibilityState === 'visible',
    listen(on) {
      const stop = new AbortController()
      const { signal } = stop
      for (const use of USES) addEventListener(use, on.used, { signal, capture: true, passive: true })
      document.addEventListener(
        'visibilitychange',
        () => document.visibilityState === 'visible' ? on.shown() : on.hidden(),
        { signal },
      )
      return () => stop.abort()
    },
  }
}
