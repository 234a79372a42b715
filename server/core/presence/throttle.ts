export interface ThrottleOptions {
  /** Wait after the first mark, so that a crowd is one batch. */
  readonly leadMs: number
  /** Least time between the end of one batch and the beginning of the next. */
  readonly intervalMs: number
  /** Takes each key that was marked since the last batch, once. The next batch waits for it. Must not reject. */
  readonly run: (keys: string[]) => void | Promise<void>
  /** ms of any monotonic clock */
  readonly now?: () => number
}

export interface Throttle {
  mark(key: string): void
  /** Forgets all marks; nothing runs any more. */
  close(): void
}

/**
 * Turns many marks into few batches: the first one soon, the following ones at most one per interval. A key that is
 * marked during a batch is in the next one, so that the last value always gets through. One timer for all keys, and
 * none without marks.
 */
export function createThrottle({ leadMs, intervalMs, run, now = () => performance.now() }: ThrottleOptions): Throttle {
  const marked = new Set<string>()
  let timer: NodeJS.Timeout | undefined
  let running = false
  let closed = false
  let endedAt = -Infinity

  function plan() {
    if (timer || running || closed || marked.size === 0) return
    timer = setTimeout(() => void fire(), Math.max(leadMs, endedAt + intervalMs - now()))
    timer.unref()
  }

  async function fire() {
    timer = undefined
    const keys = [...marked]
    marked.clear()
    running = true
    await run(keys)
    running = false
    endedAt = now()
    plan()
  }

  return {
    mark(key) {
      if (closed) return
      marked.add(key)
      plan()
    },
    close() {
      closed = true
      clearTimeout(timer)
      marked.clear()
    },
  }
}
