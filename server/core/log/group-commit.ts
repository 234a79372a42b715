import { CommitDelay } from './commit-delay'
import { LogUnavailableError } from './log'

export interface GroupCommit<T, R> {
  /** Resolves after the commit that holds the item. Rejects at once if too many items wait. */
  push(item: T): Promise<R>
  /** Accepts nothing more. Resolves when every waiting item is committed or has failed. */
  close(): Promise<void>
}

export type CommitListener = (ms: number, items: number) => void

export interface GroupCommitOptions<T, R> {
  /**
   * Commits all items or none, and gives one result per item. An item whose result is an Error is rejected alone. It
   * may reject with an error other than `LogUnavailableError` only if nothing was stored. The items are then committed
   * again in smaller batches.
   */
  readonly commit: (batch: readonly T[]) => Promise<readonly (R | Error)[]>
  /** Most items in one commit, so that a commit stays short. */
  readonly maxBatch: number
  /** Most waiting items, so that a store that hangs can't fill the memory. */
  readonly maxWaiting: number
  /**
   * Schedules the first commit after a pause. By default it runs when all readable sockets have been read, so that one
   * commit takes everything they sent.
   */
  readonly schedule?: (run: () => void) => void
  /** Called after each commit, successful or not, with its duration and number of items. */
  readonly onCommit?: CommitListener
}

interface Waiting<T, R> {
  readonly item: T
  readonly resolve: (result: R) => void
  readonly reject: (error: unknown) => void
}

/**
 * Group commit: one commit is in flight at a time. The next one takes every item that comes meanwhile, and during the
 * delay that follows when many come.
 */
export function createGroupCommit<T, R>(
  { commit, maxBatch, maxWaiting, schedule = setImmediate, onCommit }: GroupCommitOptions<T, R>,
): GroupCommit<T, R> {
  let waiting: Waiting<T, R>[] = []
  let running: Promise<void> | null = null
  let closing = false

  const delay = new CommitDelay()

  async function drain() {
    await new Promise<void>(resolve => schedule(resolve))
    while (waiting.length > 0) {
      const waitMs = closing ? 0 : delay.waitMs(performance.now())
      if (waitMs > 0 && waiting.length < maxBatch) await new Promise<void>(resolve => setTimeout(resolve, waitMs))
      const batch = waiting.slice(0, maxBatch)
      waiting = waiting.slice(maxBatch)
      const began = performance.now()
      await settle(batch)
      const ended = performance.now()
      delay.ended(ended, ended - began, batch.length)
      onCommit?.(ended - began, batch.length)
    }
    running = null
  }

  async function settle(batch: readonly Waiting<T, R>[]): Promise<void> {
    let results: readonly (R | Error)[]
    try {
      results = await commit(batch.map(({ item }) => item))
    }
    catch (error) {
      if (batch.length > 1 && !(error instanceof LogUnavailableError)) return settleHalves(batch)
      return rejectAll(batch, error)
    }
    if (results.length !== batch.length)
      return rejectAll(batch, new Error(`The commit of ${batch.length} items gave ${results.length} results.`))
    for (const [i, result] of results.entries()) {
      if (result instanceof Error) batch[i]?.reject(result)
      else batch[i]?.resolve(result)
    }
  }

  /** Finds the one item that can't be stored, and stores the others in order. */
  async function settleHalves(batch: readonly Waiting<T, R>[]): Promise<void> {
    const half = Math.ceil(batch.length / 2)
    await settle(batch.slice(0, half))
    await settle(batch.slice(half))
  }

  function rejectAll(batch: readonly Waiting<T, R>[], error: unknown) {
    for (const { reject } of batch) reject(error)
  }

  return {
    push: item => new Promise((resolve, reject) => {
      if (closing) return reject(new LogUnavailableError('The log is closing. Try again when the server is back.'))
      if (waiting.length >= maxWaiting)
        return reject(
          new LogUnavailableError(`${maxWaiting} messages wait to be stored already. Try again in a moment.`),
        )
      waiting.push({ item, resolve, reject })
      running ??= drain()
    }),
    async close() {
      closing = true
      await running
    },
  }
}
