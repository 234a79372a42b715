import type { OutboxItem } from '../outbox/item'
import type { SlowSending } from '../types'

/** Whether the server delays the next command of a room, as far as is known. `now` in ms of `Clock.elapsed`. */
export function slowSending(pending: readonly OutboxItem[], now: number): SlowSending | null {
  const queued = pending.filter(item => item.state === 'queued')
  const [next] = queued
  if (!next?.error || next.notBefore <= now) return null
  return { waiting: queued.length, retryAt: next.notBefore, error: next.error }
}
