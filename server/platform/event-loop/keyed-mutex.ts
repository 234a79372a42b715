/** Runs tasks of the same key one after the other, in the order in which they came; those of other keys at once. */
export class KeyedMutex {
  private readonly last = new Map<string, Promise<void>>()

  /** Begins in a later tick, after all earlier tasks of any of the keys, whether they worked or not. */
  run<T>(keys: readonly string[], task: () => Promise<T>): Promise<T> {
    const done = Promise.all(keys.map(key => this.last.get(key))).then(task)
    const ended = done.then(() => {}, () => {})
    for (const key of keys) this.last.set(key, ended)
    void ended.then(() => {
      for (const key of keys) if (this.last.get(key) === ended) this.last.delete(key)
    })
    return done
  }
}
