const FIRST_MS = 1_000
const LONGEST_MS = 5 * 60_000

/** How long to wait after so many failures in a row: twice as long each time. */
export function backoffMs(failures: number): number {
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** (failures - 1))
}

interface Failing {
  readonly failures: number
  readonly notBefore: number
}

/** The rooms in which a consumer failed, and when each is tried again. Pure but for its own state; times in ms. */
export class Retries {
  private readonly rooms = new Map<string, Failing>()

  get size(): number {
    return this.rooms.size
  }

  isDue(room: string, now: number): boolean {
    return now >= (this.rooms.get(room)?.notBefore ?? -Infinity)
  }

  has(room: string): boolean {
    return this.rooms.has(room)
  }

  /** Whether one of the failing rooms is due. */
  anyDue(now: number): boolean {
    return [...this.rooms.values()].some(({ notBefore }) => now >= notBefore)
  }

  /** @returns ms until the room is tried again */
  failed(room: string, now: number): number {
    const failures = (this.rooms.get(room)?.failures ?? 0) + 1
    const waitMs = backoffMs(failures)
    this.rooms.set(room, { failures, notBefore: now + waitMs })
    return waitMs
  }

  worked(room: string): void {
    this.rooms.delete(room)
  }

  /** Forgets rooms that have nothing to do any more: such a room was deleted. */
  keepOnly(rooms: ReadonlySet<string>): void {
    for (const room of this.rooms.keys()) if (!rooms.has(room)) this.rooms.delete(room)
  }

  clear(): void {
    this.rooms.clear()
  }
}
