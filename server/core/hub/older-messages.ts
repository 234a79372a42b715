import { applyChange } from '#shared/events'
import type { DeleteEvent } from '#shared/events/delete'
import type { Message } from '#shared/events/message'
import type { NoticeEvent } from '#shared/events/notice'
import { isAbout, renamed, renamedMessage, type Renamed } from './renamed'

/**
 * The newest messages before those in memory, as the log holds them. They are needed where edits and deletes fill the
 * memory. Otherwise a joining client would see a room that looks empty.
 */
export class OlderMessages {
  private base = -1
  private messages: readonly Message[] = []
  private notices: readonly NoticeEvent[] = []
  private all = false
  /** Grows with each change. */
  revision = 0

  /** The messages in order; none if memory now begins elsewhere. */
  of(base: number): readonly Message[] {
    return this.base === base ? this.messages : []
  }

  /** Notices beside these messages, in order. */
  noticesOf(base: number): readonly NoticeEvent[] {
    return this.base === base ? this.notices : []
  }

  /** Whether these are all messages of the room up to `base`. */
  areAll(base: number): boolean {
    return base === 0 || (this.base === base && this.all)
  }

  /**
   * @param base where memory begins
   * @param all whether the room has no more messages up to there
   */
  set(base: number, messages: readonly Message[], all: boolean, notices: readonly NoticeEvent[] = []): void {
    this.base = base
    this.messages = messages
    this.notices = notices
    this.all = all
    this.revision++
  }

  /** Gives all of a user the name of now. Answers whether there is anything of them. */
  rename(user: Renamed): boolean {
    const messages = this.messages.map(message => renamedMessage(message, user))
    const isHere = messages.some((message, index) => message !== this.messages[index] || message.author.id === user.id)
    if (!isHere && !this.notices.some(notice => isAbout(notice, user))) return false
    this.messages = messages
    this.notices = this.notices.map(notice => renamed(notice, user))
    this.revision++
    return true
  }

  /** To be called when a message was deleted. */
  remove(deleted: DeleteEvent): void {
    const left = this.messages.filter(message => applyChange(message, deleted) !== null)
    if (left.length === this.messages.length) return
    this.messages = left
    this.revision++
  }
}
