import { HISTORY_PAGE, NOTICES_PER_PAGE, REPLAY_MAX_EVENTS } from '#shared/limits'
import { RECOVER_PAGE, RECOVER_RETRY_MS, GAP_WAIT_MS } from '../../platform/limits/server-limits'
import type { Log } from '../log/log'
import { encodeLogEvent } from '../wire/encode'
import type { FanOut } from './fan-out'
import type { HubErrorStage } from './hub-errors'
import type { HubRoom } from './room'

const wait = (ms: number) => new Promise<void>(resolve => setTimeout(resolve, ms))

/**
 * Brings rooms up to date from the log: recovers what the bus lost, and backfills memory for clients that resume.
 * One read at a time per room, whatever the number of peers.
 */
export class Feed {
  constructor(
    private readonly log: Pick<Log, 'after' | 'before' | 'notices'>,
    private readonly fanOut: FanOut,
    private readonly onError: (stage: HubErrorStage, error: unknown) => void,
  ) {}

  /**
   * Reads from the log until the room has everything up to `target` and no gap, or the log has no more. First it waits
   * a moment for events that are still on the bus. Gives false if the log can't be read now.
   */
  recover(room: HubRoom, target = 0): Promise<boolean> {
    room.feed.recoverTo = Math.max(room.feed.recoverTo, target)
    room.feed.recovering ??= this.runRecovery(room)
    return room.feed.recovering
  }

  private async runRecovery(room: HubRoom): Promise<boolean> {
    let readable = true
    await wait(GAP_WAIT_MS)
    while (room.gap() || room.position < room.feed.recoverTo) {
      const { recoverTo } = room.feed
      try {
        const events = await this.log.after(room.id, room.position, RECOVER_PAGE)
        if (room.acceptFromLog(events)) this.fanOut.schedule(room)
        if (events.length === 0 && room.feed.recoverTo === recoverTo) break
      }
      catch (error) {
        this.onError('recover', error)
        readable = false
        await wait(RECOVER_RETRY_MS)
        break
      }
    }
    // In the same tick as the last look at `recoverTo`: a caller that asks for more from here on starts a new recovery.
    room.feed.recoverTo = 0
    room.feed.recovering = null
    return readable
  }

  /** Backfills `room.recent` down to `seq`, as far as a replay may go. Rejects if the log can't be read. */
  async backfill(room: HubRoom, seq: number): Promise<void> {
    if (room.recent.from <= Math.max(0, seq)) return
    room.feed.backfilling ??= this.runBackfill(room).finally(() => {
      room.feed.backfilling = null
    })
    await room.feed.backfilling
  }

  private async runBackfill(room: HubRoom): Promise<void> {
    const base = room.recent.from
    const from = Math.max(0, room.written - REPLAY_MAX_EVENTS)
    if (from >= base) return
    const events = await this.log.after(room.id, from, base - from)
    room.recent.prepend(events.map(encodeLogEvent))
  }

  /**
   * Makes sure that memory holds a full page of messages, if the room has that many. Where most of the newest events
   * are edits and deletes, it backfills as far as a replay may go, and then reads one page of messages.
   * Rejects if the log can't be read.
   */
  async backfillPage(room: HubRoom): Promise<void> {
    if (room.hasPage()) return
    await this.backfill(room, room.written - REPLAY_MAX_EVENTS)
    if (room.hasPage()) return
    room.feed.readingOlder ??= this.readOlder(room).finally(() => {
      room.feed.readingOlder = null
    })
    await room.feed.readingOlder
  }

  private async readOlder(room: HubRoom): Promise<void> {
    const base = room.recent.from
    const messages = await this.log.before(room.id, base + 1, HISTORY_PAGE + 1)
    const areAll = messages.length <= HISTORY_PAGE
    const notices = await this.log.notices(room.id, areAll ? 0 : messages[0]?.seq ?? 0, base + 1, NOTICES_PER_PAGE)
    room.older.set(base, messages, areAll, notices)
    // They may have been read before a delete that is here already.
    for (const deleted of room.recent.deletes().values()) room.older.remove(deleted)
  }
}
