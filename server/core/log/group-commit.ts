import { CommitDelay } from './commit-delay'
import { LogUnavailableError } from './log'

export interface GroupCommit<T, R> {
  /** Resolves after the commit that holds the item. Rejects at once when too many wait already. */
  push(item: T): Promise<R>
  /** Takes nothing more and ends when everything that waited is committed or has failed. */
  close(): Promise<void>
}

export type CommitListener = (ms: number, items: number) => void

export interface GroupCommitOptions<T, R> {
  /**
   * Commits all items or none, and gives one result per item; an item whose result is an Error is rejected alone. It may reject with anything but
   * `LogUnavailableError` only when it is certain that none was stored: the items are then tried again in smaller commits.
   */
  readonly commit: (batch: readonly T[]) => Promise<readonly (R | Error)[]>
  /** Items in one commit at most, so that one commit stays short. */
  readonly maxBatch: number
  /** Items that may wait at most, so that a store that hangs can't fill the memory. */
  readonly maxWaiting: number
  /** Starts the first commit after a pause. By default when all sockets that are readable now have been read, so that one commit takes what they sent. */
  readonly schedule?: (run: () => void) => void
  /** Told of each commit, well or not: how long it took, and how many items it had. */
  readonly onCommit?: CommitListener
}

interface Waiting<T, R> {
  readonly item: T
  readonly resolve: (result: R) => void
  readonly reject: (error: unknown) => void
}

/** Group commit: one commit is in flight at a time, and what is pushed meanwhile, and in the wait that follows when many come, goes into the next. */
export function createGroupCommit<T, R>({ commit, maxBatch, maxWaiting, schedule = setImmediate, onCommit }: GroupCommitOptions<T, R>): GroupCommit<T, R> {
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
    if (results.length !== batch.length) return rejectAll(batch, new Error(`The commit of ${batch.length} items gave ${results.length} results.`))
    for (const [i, result] of results.entries()) {
      if (result instanceof Error) batch[i]?.reject(result)
      else batch[i]?.resolve(result)
    }
  }

  /** Finds the one item that can't be stored, so that the others are; the order stays. */
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
      if (waiting.length >= maxWaiting) return reject(new LogUnavailableError(`${maxWaiting} messages wait to be stored already. Try again in a moment.`))
      waiting.push({ item, resolve, reject })
      running ??= drain()
    }),
    async close() {
      closing = true
      await running
    },
  }
}
