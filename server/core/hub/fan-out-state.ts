import type { BatchWrite } from './batch-write'

/** What the fan-out keeps of a room. */
export class FanOutState {
  /** The batch that is being written. */
  writing: BatchWrite | null = null
  /** When the next batch begins, ms of `performance.now()`. */
  dueAt = Infinity
  timer: NodeJS.Timeout | undefined
  /** Callbacks that wait for the next batch to begin. */
  readonly flushWaiters: Array<() => void> = []
  /** When a batch may next begin before its time, ms of `performance.now()`. */
  mayFlushAt = 0
}
