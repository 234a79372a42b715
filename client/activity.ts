import type { Attention, Cancel, Clock } from './environment'

/** A user without any input for this long is away. */
export const IDLE_MS = 5 * 60_000

/** Whether the user is active: the page is in view, and was used in the last minutes. */
export interface Activity {
  isActive(): boolean
  stop(): void
}

/** @param changed called with each change, but not at the beginning */
export function watchActivity(attention: Attention, clock: Clock, changed: (isActive: boolean) => void): Activity {
  let isActive = attention.visible()
  let usedAt = clock.elapsed()
  let cancel: Cancel | null = null

  function become(next: boolean): void {
    if (next === isActive) return
    isActive = next
    changed(next)
  }

  /** One timer, however much the user types: when it fires, it checks how long ago the page was used. */
  function arm(): void {
    cancel ??= clock.after(Math.max(0, usedAt + IDLE_MS - clock.elapsed()), () => {
      cancel = null
      if (clock.elapsed() - usedAt >= IDLE_MS) become(false)
      else arm()
    })
  }

  function used(): void {
    usedAt = clock.elapsed()
    if (!attention.visible()) return
    become(true)
    arm()
  }

  const unlisten = attention.listen({
    used,
    shown: used,
    hidden() {
      cancel?.()
      cancel = null
      become(false)
    },
  })
  if (isActive) arm()

  return {
    isActive: () => isActive,
    stop() {
      unlisten()
      cancel?.()
    },
  }
}
