import type { Attention } from '../environment'

/** What a person does with a page they use. */
const USES = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'] as const

/** What the browser tells of the person in front of the page. */
export function browserAttention(): Attention {
  return {
    visible: () => document.visibilityState === 'visible',
    listen(on) {
      const stop = new AbortController()
      const { signal } = stop
      for (const use of USES) addEventListener(use, on.used, { signal, capture: true, passive: true })
      document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' ? on.shown() : on.hidden(), { signal })
      return () => stop.abort()
    },
  }
}
