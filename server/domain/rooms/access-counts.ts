import type { Log } from '../../core/log/log'
import { IDS_PER_READ } from '../../platform/limits/server-limits'

/**
 * Counts of taken rights, read anew each time. One query runs, and all rooms that are asked for meanwhile are the next
 * one: a crowd that comes back to thousands of rooms costs a few.
 */
export class AccessCounts {
  private asked = new Set<string>()
  private next: Promise<ReadonlyMap<string, number>> | null = null
  private running: Promise<unknown> = Promise.resolve()

  constructor(private readonly log: Pick<Log, 'heads'>) {}

  /** The count of the room; undefined where there is none. @throws LogUnavailableError */
  async of(room: string): Promise<number | undefined> {
    this.asked.add(room)
    this.next ??= this.running.then(() => this.read())
    return (await this.next).get(room)
  }

  private async read(): Promise<ReadonlyMap<string, number>> {
    const rooms = [...this.asked]
    this.asked = new Set()
    this.running = this.next?.catch(() => {}) ?? this.running
    this.next = null
    const counts = new Map<string, number>()
    for (let at = 0; at < rooms.length; at += IDS_PER_READ) {
      const heads = await this.log.heads(rooms.slice(at, at + IDS_PER_READ))
      for (const [id, { access }] of heads) counts.set(id, access)
    }
    return counts
  }
}
