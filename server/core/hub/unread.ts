import type { User } from '#shared/schemas/user'
import type { Log } from '../log/log'
import type { HubRoom } from './room'

/** How many messages of others a user has not read, from the user's mark on. */
export class Unread {
  /** Counted up to this `seq`. */
  private counted: number
  /** Unread messages up to there. */
  private messages = 0
  private readonly userId: string

  constructor(
    private readonly mark: number, private readonly room: HubRoom, user: User | null,
    private readonly log: Pick<Log, 'countAfter'>,
  ) {
    this.counted = mark
    this.userId = user?.id ?? ''
  }

  /**
   * Counts in the log what lies before memory, up to where the room is written.
   * @throws LogUnavailableError
   */
  async read(): Promise<void> {
    if (this.isInMemory()) return
    const upTo = this.room.written
    this.messages = await this.log.countAfter(this.room.id, this.mark, this.userId, upTo)
    this.counted = upTo
  }

  /** The count at this position of the room. Null if memory has lost events since `read`: read again. */
  upTo(written: number): number | null {
    if (!this.isInMemory()) return null
    return this.messages + this.room.recent.countOfOthers(this.counted, written, this.userId)
  }

  private isInMemory(): boolean {
    return this.room.recent.from <= this.counted
  }
}
