export interface TogetherOptions<T> {
  /** Reads many rows at once. A key that is missing in the map has none. */
  readonly read: (keys: readonly string[]) => Promise<ReadonlyMap<string, T>>
  /** Most keys per read. */
  readonly perRead: number
}

/**
 * Reads that many callers ask for at the same time and nothing remembers. One read runs, and all keys that are asked
 * for meanwhile are the next one: a crowd that comes back costs a few. A read begins after the call whose key it has.
 */
export class Together<T> {
  private asked = new Set<string>()
  private next: Promise<ReadonlyMap<string, T>> | null = null
  private running: Promise<unknown> = Promise.resolve()

  constructor(private readonly options: TogetherOptions<T>) {}

  /** What there is of the key now. Rejects if its read failed; the next call reads again. */
  async of(key: string): Promise<T | undefined> {
    this.asked.add(key)
    this.next ??= this.running.then(() => this.read())
    return (await this.next).get(key)
  }

  private async read(): Promise<ReadonlyMap<string, T>> {
    const keys = [...this.asked]
    this.asked = new Set()
    this.running = this.next?.catch(() => {}) ?? this.running
    this.next = null
    const { read, perRead } = this.options
    if (keys.length <= perRead) return read(keys)
    const found = new Map<string, T>()
    for (let at = 0; at < keys.length; at += perRead) {
      for (const [key, value] of await read(keys.slice(at, at + perRead))) found.set(key, value)
    }
    return found
  }
}
