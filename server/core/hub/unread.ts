import type { Log } from '../log/log'
import type { Peer } from './peer'
import type { HubRoom } from './room'

/** How many messages of others a user has not read, told by how far they have. */
export class Unread {
  private constructor(
    private readonly room: HubRoom,
    private readonly userId: string,
    /** Counted up to here … */
    private readonly counted: number,
    /** … are so many. */
    private readonly count: number,
  ) {}

  /**
   * Counts in memory where that reaches back to the mark, else in the log, up to where the room is written.
   * @throws LogUnavailableError
   */
  static async after(
    mark: number, room: HubRoom, { user }: Pick<Peer, 'user'>, log: Pick<Log, 'countAfter'>,
  ): Promise<Unread> {
    const userId = user?.id ?? ''
    if (room.recent.from <= mark) return new Unread(room, userId, mark, 0)
    const upTo = room.written
    return new Unread(room, userId, upTo, await log.countAfter(room.id, mark, userId, upTo))
  }

  /** The count when the room is written up to here: what came meanwhile is in memory. */
  upTo(written: number): number {
    return this.count + this.room.recent.countOfOthers(this.counted, written, this.userId)
  }
}
