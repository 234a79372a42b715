/** Runs one task at a time, in the order in which they were given. */
export type Mutex = <T>(run: () => Promise<T>) => Promise<T>

/** For what only one may use at a time: a writer that has a transaction open. */
export function createMutex(): Mutex {
  let last: Promise<unknown> = Promise.resolve()
  return (run) => {
    const turn = last.then(run, run)
    last = turn.catch(() => undefined)
    return turn
  }
}
