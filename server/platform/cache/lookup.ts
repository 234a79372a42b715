import { LRUCache } from 'lru-cache'

export interface LookupOptions<T> {
  /** Reads many rows at once. An id that is missing in the map does not exist. */
  readonly read: (ids: readonly string[]) => Promise<ReadonlyMap<string, T>>
  /** Most remembered entries. */
  readonly max: number
  /** How long an entry is trusted, in ms. */
  readonly ttlMs: number
  /** Most ids per read. */
  readonly perRead: number
}

/**
 * Rows by id, remembered for a while. All ids of one tick are read at once: thousands of clients that reconnect cost a
 * few reads. A missing row is remembered, too.
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
      // An entry that was forgotten during the read may have been read before the change.
      if (this.running.get(id) === found) this.known.set(id, { value })
      return value
    }).finally(() => {
      if (this.running.get(id) === found) this.running.delete(id)
    })
    this.running.set(id, found)
    return found
  }

  /** To be called when the row changed: later callers get the stored row. */
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
