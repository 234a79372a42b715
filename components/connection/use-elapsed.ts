import { useIntervalFn } from '@vueuse/core'
import { ref, type Ref } from 'vue'

/** The monotonic clock, read once per second, in ms. */
export function useElapsed(elapsed: () => number): Ref<number> {
  const now = ref(elapsed())
  useIntervalFn(() => (now.value = elapsed()), 1000)
  return now
}

/** Whole seconds from `now` to `at`, never less than 0. Both in ms of the same clock. */
export function secondsUntil(at: number, now: number): number {
  return Math.max(0, Math.ceil((at - now) / 1000))
}
