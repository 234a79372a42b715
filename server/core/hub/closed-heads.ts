import { HEADS_CHECK_MS } from '../../platform/limits/server-limits'
import type { Head, Log } from '../log/log'

/**
 * Heads of rooms that are not open in this process. Each connecting client asks for them, and opening (subscribing to)
 * a room for that would cost too much. Each head is read once per interval for all clients, the interval in which open
 * rooms are compared with the log.
 */
export class ClosedHeads {
  private readonly reads = new Map<string, { readonly at: number, readonly head: Promise<Head | undefined> }>()

  constructor(private readonly log: Pick<Log, 'heads'>) {}

  /** The heads in the order of the ids; undefined where there is no such room. @throws LogUnavailableError */
  async of(ids: readonly string[], now = performance.now()): Promise<Array<Head | undefined>> {
    for (const [id, { at }] of this.reads) if (now - at >= HEADS_CHECK_MS) this.reads.delete(id)
    const missing = ids.filter(id => !this.reads.has(id))
    if (missing.length > 0) this.read(missing, now)
    return Promise.all(ids.map(id => this.reads.get(id)?.head))
  }

  /** To be called when an event was written to the room: the remembered head is old. */
  forget(id: string): void {
    this.reads.delete(id)
  }

  private read(ids: readonly string[], at: number): void {
    const heads = this.log.heads(ids)
    for (const id of ids) this.reads.set(id, { at, head: heads.then(all => all.get(id)) })
    // A failed read is not remembered: the next caller reads again.
    heads.catch(() => ids.forEach(id => this.reads.delete(id)))
  }
}
