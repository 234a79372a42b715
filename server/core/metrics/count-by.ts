/**
 * Counts by a key with few values, all known from the start. A series that appears only with its first event has no
 * rate for it.
 */
export class CountBy<K extends string | number> {
  private readonly counts: Map<K, number>

  constructor(keys: readonly K[]) {
    this.counts = new Map(keys.map(key => [key, 0]))
  }

  add(key: K): void {
    this.counts.set(key, (this.counts.get(key) ?? 0) + 1)
  }

  entries(): Iterable<readonly [K, number]> {
    return this.counts
  }
}
