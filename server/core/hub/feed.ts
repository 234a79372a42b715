import { HISTORY_PAGE, REPLAY_MAX_EVENTS } from '#shared/limits'
import { FILL_PAGE, FILL_RETRY_MS, HOLE_WAIT_MS } from '../../platform/limits/server-limits'
import type { Log } from '../log/log'
import { encodeLogEvent } from '../wire/encode'
import type { FanOut } from './fan-out'
import type { HubErrorStage } from './hub-errors'
import type { HubRoom } from './room'

const wait = (ms: number) => new Promise<void>(resolve => setTimeout(resolve, ms))

/** Brings rooms up to date from the log: fills holes that the bus left, and reaches back for clients that resume. One read at a time a room, whatever the number of peers. */
export class Feed {
  constructor(
    private readonly log: Pick<Log, 'after' | 'before'>,
    private readonly fanOut: FanOut,
    private readonly onError: (stage: HubErrorStage, error: unknown) => void,
  ) {}

  /**
   * Reads from the log until the room has everything up to `target` and no hole, or the log has no more. The bus gets a moment first to bring what crossed.
   * Gives false when the log can't be read now.
   */
  fill(room: HubRoom, target = 0): Promise<boolean> {
    room.wanted = Math.max(room.wanted, target)
    room.filling ??= this.runFill(room)
    return room.filling
  }

  private async runFill(room: HubRoom): Promise<boolean> {
    let readable = true
    await wait(HOLE_WAIT_MS)
    while (room.hole() || room.position < room.wanted) {
      const { wanted } = room
      try {
        const events = await this.log.after(room.id, room.position, FILL_PAGE)
        if (room.acceptFromLog(events)) this.fanOut.schedule(room)
        if (events.length === 0 && room.wanted === wanted) break
      }
      catch (error) {
        this.onError('fill', error)
        readable = false
        await wait(FILL_RETRY_MS)
        break
      }
    }
    // In the same breath as the last look at `wanted`: who wants more from here on starts a fill of its own.
    room.wanted = 0
    room.filling = null
    return readable
  }

  /** Makes sure that `room.recent` reaches back to `seq`, as far as a replay may go. Rejects when the log can't be read. */
  async reachBack(room: HubRoom, seq: number): Promise<void> {
    if (room.recent.from <= Math.max(0, seq)) return
    room.extending ??= this.runReachBack(room).finally(() => {
      room.extending = null
    })
    await room.extending
  }

  private async runReachBack(room: HubRoom): Promise<void> {
    const base = room.recent.from
    const from = Math.max(0, room.written - REPLAY_MAX_EVENTS)
    if (from >= base) return
    const events = await this.log.after(room.id, from, base - from)
    room.recent.prepend(events.map(encodeLogEvent))
  }

  /**
   * Makes sure that a page of the newest messages is full, as far as the room has so many. Where the newest events are
   * mostly edits and deletes, memory is extended as far as a replay may go. What is missing then is one page of the log.
   * Rejects when the log can't be read.
   */
  async reachPage(room: HubRoom): Promise<void> {
    if (room.hasPage()) return
    await this.reachBack(room, room.written - REPLAY_MAX_EVENTS)
    if (room.hasPage()) return
    room.readingOlder ??= this.readOlder(room).finally(() => {
      room.readingOlder = null
    })
    await room.readingOlder
  }

  private async readOlder(room: HubRoom): Promise<void> {
    const base = room.recent.from
    const messages = await this.log.before(room.id, base + 1, HISTORY_PAGE + 1)
    room.older.set(base, messages, messages.length <= HISTORY_PAGE)
    // They may have been read before a delete that is here already.
    for (const deleted of room.recent.deletes().values()) room.older.remove(deleted)
  }
}
