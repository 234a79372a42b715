import { CLOSE } from '#shared/close-codes'
import { HISTORY_PAGE } from '#shared/limits'
import type { Position } from '#shared/schemas/room'
import type { Principal } from '../principal'
import { LogUnavailableError, UnknownRoomError, type Log } from '../log/log'
import type { Presence } from '../presence/presence'
import { canResume, catchUp, resetFrame, resumedStart, type Beginning, type CaughtUp } from './catch-up'
import type { FanOut } from './fan-out'
import type { Feed } from './feed'
import { LogStream } from './log-stream'
import type { Peer } from './peer'
import type { HubRoom } from './room'
import { StepQueue } from './step-queue'
import { Unread } from './unread'
import { UnreadMentions, type ReadMentions } from './unread-mentions'

/** How a client with a position was answered: `whole` with all events after it, `reset` with the newest page. */
export type ResumeOutcome = 'whole' | 'reset'

/** What a client asks with a `join` frame. */
export interface JoinRequest {
  readonly requestId: number
  readonly position: Position | undefined
  /** How far the user has read. */
  readonly mark: number | undefined
}

export interface JoinsDeps {
  readonly log: Pick<Log, 'after' | 'countAfter'>
  readonly presence: Pick<Presence, 'online'>
  /** Absent if no user is mentioned. */
  readonly mentions?: ReadMentions
  /**
   * Whether this user may be in the room. Asked in the tick in which the peer enters, since the answer may have changed
   * after the request.
   */
  readonly mayEnter: (user: Principal | null, room: string) => boolean
  /** Called when the client has its answer, not when it asks. */
  readonly onResume?: (outcome: ResumeOutcome) => void
  /**
   * Charges the address of a plain peer for the bytes of its answer. Gives how long the next piece must wait, in ms.
   */
  readonly charge?: (address: string, bytes: number) => number
}

/** Brings peers up to date with a room, up to the step in which they enter it. */
export class Joins {
  private readonly steps = new StepQueue()
  private readonly stream: LogStream

  /** @param enter adds the peer to the room, in the step in which the peer has everything */
  constructor(
    private readonly deps: JoinsDeps,
    private readonly feed: Feed,
    private readonly fanOut: FanOut,
    private readonly enter: (room: HubRoom, peer: Peer) => void,
  ) {
    this.stream = new LogStream(deps.log, this.steps, (peer, bytes) => this.charge(peer, bytes))
  }

  /**
   * Resolves when an app peer has everything and receives, or is gone.
   * @returns bytes of the answer
   * @throws UnknownRoomError, LogUnavailableError
   */
  async join(room: HubRoom, peer: Peer, { requestId, position, mark }: JoinRequest): Promise<number> {
    if (position?.epoch === room.epoch) await this.recoverTo(room, position.seq)
    const resumable = canResume(room, position)
    await this.feed.backfill(room, resumable ? position.seq : room.written - HISTORY_PAGE)
    if (!resumable && !room.hasPage()) await this.feed.backfillPage(room)
    const unread = mark === undefined ? null : new Unread(mark, room, peer.user, this.deps.log)
    const mentions = mark === undefined ? null : new UnreadMentions(mark, room, peer.user, this.deps.mentions)
    if (!resumable) await Promise.all([unread?.read(), mentions?.read()])
    const resume: { outcome: ResumeOutcome | null, uncounted: boolean } = { outcome: null, uncounted: false }
    // The room moves on while the peer waits, so the kind of answer is decided when the peer is served.
    const begin = () => {
      const online = this.deps.presence.online(room.id)
      resume.uncounted = false
      if (canResume(room, position) && room.recent.covers(position.seq)) {
        resume.outcome = 'whole'
        return { at: position.seq, start: resumedStart(room, requestId, online) }
      }
      const [count, called] = [unread?.upTo(room.written), mentions?.upTo(room.written)]
      resume.uncounted = count === null || called === null
      if (count === null || called === null) return null
      resume.outcome = position ? 'reset' : null
      return { at: room.written, frame: resetFrame(room, requestId, online, count, called) }
    }
    let caughtUp = await this.catchUp(room, peer, begin)
    while (resume.uncounted && !peer.closed) {
      await Promise.all([unread?.read(), mentions?.read()])
      caughtUp = await this.catchUp(room, peer, begin)
    }
    if (!caughtUp.entered) peer.close(CLOSE.SLOW)
    else if (resume.outcome) this.deps.onResume?.(resume.outcome)
    return caughtUp.bytes
  }

  /**
   * Resolves when a plain peer receives, or is gone. With `since` it first gets all texts after that `seq`: from the
   * log page by page, and from memory once memory holds the next one.
   * @throws UnknownRoomError, LogUnavailableError
   */
  async joinPlain(room: HubRoom, peer: Peer, since: number | null): Promise<void> {
    this.authorizeEntry(room, peer)
    if (since === null) return this.enter(room, peer)
    await this.recoverTo(room, since)
    await this.feed.backfill(room, since)
    let at = Math.min(since, room.written)
    let entered = false
    while (!entered && !peer.closed) {
      at = await this.stream.upToMemory(room, peer, at)
      const from = at
      const caughtUp = await this.catchUp(room, peer, () => ({ at: from }))
      entered = caughtUp.entered
      this.charge(peer, caughtUp.bytes)
      at = Math.max(at, caughtUp.at)
    }
    if (entered) this.deps.onResume?.('whole')
  }

  private catchUp(room: HubRoom, peer: Peer, begin: () => Beginning | null): Promise<CaughtUp> {
    const authorizeEntry = () => this.authorizeEntry(room, peer)
    return catchUp({ room, peer, steps: this.steps, begin, authorizeEntry, enter: () => this.enter(room, peer) })
  }

  /** @throws UnknownRoomError if the peer may not be in the room, as if the room did not exist */
  private authorizeEntry({ id }: HubRoom, { user }: Peer): void {
    if (!this.deps.mayEnter(user, id)) throw new UnknownRoomError(`There is no room '${id}'.`)
  }

  /**
   * Reads the log up to a client's position. Another process may have delivered events that this one has not read yet.
   * Only the log can say that a position does not exist; that is a reason to reset.
   * @throws LogUnavailableError
   */
  private async recoverTo(room: HubRoom, seq: number): Promise<void> {
    const unreadable = seq > room.position && !await this.feed.recover(room, seq)
    if (unreadable) throw new LogUnavailableError('The log can\'t be read just now. Try again in a moment.')
    if (seq > room.position) return
    while (room.written < seq) await this.fanOut.flush(room)
  }

  private charge({ address }: Peer, bytes: number): number {
    return this.deps.charge?.(address, bytes) ?? 0
  }
}
