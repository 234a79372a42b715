/** Gives one caller after another their turn, in the order in which they ask. */
export type Turns = <T>(run: () => Promise<T>) => Promise<T>

/** Turns for what only one may use at a time: a writer that has a transaction open. */
export function createTurns(): Turns {
  let last: Promise<unknown> = Promise.resolve()
  return (run) => {
    const turn = last.then(run, run)
    last = turn.catch(() => undefined)
    return turn
  }
}
