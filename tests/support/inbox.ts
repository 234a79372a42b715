import { within } from './wait-for'

/** Items that arrived at a test client and were not taken yet, in order. */
export interface Inbox<T> {
  push(item: T): void
  /** All items that ever arrived. */
  readonly all: readonly T[]
  /**
   * Takes the first item that matches, now or when it arrives. Earlier items stay.
   * @throws Error with the arrived items if none matches in time or the inbox failed
   */
  take<U extends T>(matches: (item: T) => item is U, what: string, timeoutMs?: number): Promise<U>
  take(matches: (item: T) => boolean, what: string, timeoutMs?: number): Promise<T>
  /** Rejects all waits, now and later, with this error. */
  fail(error: Error): void
}

const TIMEOUT_MS = 10_000

interface Waiter { readonly look: () => boolean, readonly reject: (error: Error) => void }

/** @param show formats an item for an error message */
export function createInbox<T>(show: (item: T) => string): Inbox<T> {
  const all: T[] = []
  const untaken: T[] = []
  let waiters: Waiter[] = []
  let failure: Error | undefined

  async function take(matches: (item: T) => boolean, what: string, timeoutMs = TIMEOUT_MS): Promise<T> {
    let stop = () => {}
    const found = new Promise<T>((resolve, reject) => {
      const look = () => {
        const at = untaken.findIndex(matches)
        if (at !== -1) untaken.splice(at, 1).forEach(item => resolve(item))
        return at !== -1
      }
      if (look()) return
      if (failure) return reject(failure)
      const waiter: Waiter = { look, reject }
      waiters.push(waiter)
      stop = () => {
        waiters = waiters.filter(other => other !== waiter)
      }
    })
    try {
      return await within(found, timeoutMs, what)
    }
    catch (error) {
      const arrived = all.slice(-20).map(show).join('\n')
      throw new Error(
        `${error instanceof Error ? error.message : String(error)} The last that arrived (${all.length} in all):\n${arrived || 'nothing'}`,
        { cause: error },
      )
    }
    finally {
      stop()
    }
  }

  return {
    all,
    push(item) {
      all.push(item)
      untaken.push(item)
      waiters = waiters.filter(waiter => !waiter.look())
    },
    take,
    fail(error) {
      failure ??= error
      for (const waiter of waiters.splice(0)) waiter.reject(error)
    },
  }
}
