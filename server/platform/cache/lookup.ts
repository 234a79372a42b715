import { LRUCache } from 'lru-cache'

export interface LookupOptions<T> {
  /** Reads many at once. What is missing in the map does not exist. */
  readonly read: (ids: readonly string[]) => Promise<ReadonlyMap<string, T>>
  /** Entries that are remembered. */
  readonly max: number
  /** How long one is trusted, ms. */
  readonly ttlMs: number
  /** Ids in one read at most. */
  readonly perRead: number
}

/**
 * Rows by id, remembered for a while. All that are asked for in one turn of the event loop are read at once: thousands
 * of clients that reconnect cost a few reads. That there is no such row is remembered, too.
 */
export class Lookup<T extends object> {
  private readonly known: LRUCache<string, { readonly value: T | null }>
  private readonly running = new Map<string, Promise<T | null>>()
  private asked: string[] = []
  private reading: Promise<ReadonlyMap<string, T>> | null = null

  constructor(private readonly options: LookupOptions<T>) {
    this.known = new LRUCache({ max: options.max, ttl: options.ttlMs, updateAgeOnGet: false })
  }

  find(id: string): Promise<T | null> {
    const known = this.known.get(id)
    if (known) return Promise.resolve(known.value)
    const running = this.running.get(id)
    if (running) return running
    this.asked.push(id)
    const found = (this.reading ??= this.gather()).then((values) => {
      const value = values.get(id) ?? null
      // What was forgotten while it was read may have been read before the change.
      if (this.running.get(id) === found) this.known.set(id, { value })
      return value
    }).finally(() => {
      if (this.running.get(id) === found) this.running.delete(id)
    })
    this.running.set(id, found)
    return found
  }

  /** The row changed: who asks from now on gets what is stored now. */
  forget(id: string): void {
    this.known.delete(id)
    this.running.delete(id)
  }

  /** Any row may have changed. */
  forgetAll(): void {
    this.known.clear()
    this.running.clear()
  }

  private async gather(): Promise<ReadonlyMap<string, T>> {
    await new Promise<void>(resolve => setImmediate(resolve))
    const { asked, options } = this
    this.asked = []
    this.reading = null
    const values = new Map<string, T>()
    for (let at = 0; at < asked.length; at += options.perRead) {
      for (const [id, value] of await options.read(asked.slice(at, at + options.perRead))) values.set(id, value)
    }
    return values
  }
}
