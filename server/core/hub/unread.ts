import type { User } from '#shared/schemas/user'
import type { Log } from '../log/log'
import type { HubRoom } from './room'

/** How many messages of others a user has not read, by the mark up to which the user has read. */
export class Unread {
  /** Counted up to this `seq` … */
  private counted: number
  /** … are so many. */
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
   * Counts in the log what memory does not reach back to, up to where the room is written.
   * @throws LogUnavailableError
   */
  async read(): Promise<void> {
    if (this.isInMemory()) return
    const upTo = this.room.written
    this.messages = await this.log.countAfter(this.room.id, this.mark, this.userId, upTo)
    this.counted = upTo
  }

  /** The count when the room is written up to here. Null if memory has lost what came since `read`: read again. */
  upTo(written: number): number | null {
    if (!this.isInMemory()) return null
    return this.messages + this.room.recent.countOfOthers(this.counted, written, this.userId)
  }

  private isInMemory(): boolean {
    return this.room.recent.from <= this.counted
  }
}
