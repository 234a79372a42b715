/**
 * Which process runs a consumer. Drivers: `sole` (SQLite, whose file only one process can open) and `lease`
 * (PostgreSQL).
 *
 * Each driver MUST give a consumer to one process at a time, and to another one within seconds after that process ended
 * or hangs.
 */
export interface Ownership {
  /**
   * Whether this process may run the consumer now. Ask again before each step: it may have been lost meanwhile.
   * Rejects with `LogUnavailableError` when that can't be known.
   */
  hold(consumer: string): Promise<boolean>
  /** Gives up all that this process holds, so that others need not wait. */
  release(): Promise<void>
}
