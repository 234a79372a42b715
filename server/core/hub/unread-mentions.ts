import type { LogEvent } from '#shared/events'
import { mentions } from '#shared/events/mention'
import type { Principal } from '../principal'
import type { HubRoom } from './room'

/** `seq` of the unread messages that mention the user, as the database has them now. */
export type ReadMentions = (user: Principal, room: string, mark: number) => Promise<readonly number[]>

/**
 * Which unread messages mention a user, from the user's mark on. The database is asked only where memory does not reach
 * back to the mark, or has an event that mentions the user: it knows whom the user blocks.
 */
export class UnreadMentions {
  /** As the database said, when the room was written up to `at`. */
  private answer: { readonly at: number, readonly seqs: readonly number[] } | null = null

  constructor(
    private readonly mark: number, private readonly room: Pick<HubRoom, 'id' | 'written' | 'recent'>,
    private readonly user: Principal | null,
    private readonly ask: ReadMentions | undefined,
  ) {}

  /** @throws LogUnavailableError */
  async read(): Promise<void> {
    const at = this.room.written
    if (!this.ask || !this.user || this.upTo(at) !== null) return
    this.answer = { at, seqs: await this.ask(this.user, this.room.id, this.mark) }
  }

  /** The messages up to this position of the room. Null if the database must be asked (again). */
  upTo(written: number): readonly number[] | null {
    // Guests have no handle.
    if (!this.ask || (this.user?.role ?? 'guest') === 'guest') return []
    const from = this.answer?.at ?? this.mark
    const { recent } = this.room
    if (recent.from > from || recent.slice(from, written).some(({ event }) => this.concerns(event))) return null
    return this.answer?.seqs ?? []
  }

  /** Whether the event may change which messages mention the user. */
  private concerns(event: LogEvent): boolean {
    if (event.type !== 'message' && event.type !== 'edit' && event.type !== 'delete') return false
    if ('target' in event && this.answer?.seqs.includes(event.target)) return true
    return event.type !== 'delete' && mentions(event.mentions, this.user?.id ?? '')
  }
}
