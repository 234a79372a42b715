import type { ServerEvent } from '#shared/schemas/frames'
import type { Peer } from '../../../core/hub/peer'
import type { Principal } from '../../../core/principal'
import type { KeyedMutex } from '../../../platform/event-loop/keyed-mutex'
import { FEEDS_CHECKED_EVERY_MS, GREETED_CHECKED_AFTER_MS } from '../../../platform/limits/server-limits'
import { logger } from '../../../platform/logging/logger'
import { roomStates, type RoomStatesDeps } from '../room-states'
import { formatPosition, parsePosition, type FeedPosition } from './position'
import { feedVersions, readFeed, type Feed } from './read-feed'

export interface FeedsDeps {
  readonly states: RoomStatesDeps
  /** Stores marks that this process has not stored yet: the feed reports what is stored. */
  readonly saveMarks: () => Promise<void>
  readonly write: (peer: Peer, event: ServerEvent) => void
  /** A user's updates are read and sent one by one, else an older state could follow a newer one. */
  readonly mutex: KeyedMutex
}

/** Clients whose user has no feed yet. Once something of the user is stored, they get the whole list. */
const NOTHING: FeedPosition = { epoch: 'none', version: 0 }

/**
 * Brings the feeds of users to their clients: with `hello`, and after each heartbeat what a lost hint did not bring. A
 * heartbeat asks for the version of a feed; all that come within a moment are asked for in one query.
 */
export class Feeds {
  /** The feed's position that each client has. */
  private readonly told = new WeakMap<Peer, FeedPosition>()
  private asking = new Set<Peer>()
  private timer: NodeJS.Timeout | null = null

  constructor(private readonly deps: FeedsDeps) {}

  /** @param since the position that the client named; null where it knows of none, and gets the whole list each time */
  async greet(peer: Peer, user: Principal, since: string | null): Promise<Feed> {
    const { states, saveMarks } = this.deps
    if (user.session !== undefined) await saveMarks()
    if (since === null) return { rooms: await roomStates(states, user) }
    const feed = await readFeed(states, user, since)
    this.keep(peer, feed.feed ?? formatPosition(NOTHING))
    setTimeout(() => this.beat(peer), GREETED_CHECKED_AFTER_MS).unref()
    return feed
  }

  /**
   * The client sent a heartbeat, or was greeted a moment ago: a mark that another process had not stored then is stored
   * by now, and was announced before this client could hear it.
   */
  beat(peer: Peer): void {
    if (!this.told.has(peer)) return
    this.asking.add(peer)
    this.timer ??= setTimeout(() => void this.check(), FEEDS_CHECKED_EVERY_MS).unref()
  }

  /** Compares the positions of the clients with the database. */
  async check(): Promise<void> {
    const peers = [...this.asking].filter(({ closed, user }) => !closed && user?.session !== undefined)
    this.asking = new Set()
    this.timer = null
    try {
      const versions = await feedVersions(this.deps.states.db, [...new Set(peers.map(({ person }) => person))])
      for (const peer of peers) {
        if ((versions.get(peer.person) ?? 0) === this.told.get(peer)?.version) continue
        await this.deps.mutex.run([peer.person], () => this.tell(peer))
      }
    }
    catch (err) {
      logger.debug({ err }, 'Feeds could not be compared with the database. The next heartbeat does it.')
    }
  }

  private async tell(peer: Peer): Promise<void> {
    const told = this.told.get(peer)
    if (!told || !peer.user || peer.closed) return
    const since = formatPosition(told)
    const { rooms, gone = [], feed } = await readFeed(this.deps.states, peer.user, since)
    // A check that overlapped with this one has sent it.
    if (feed === undefined || feed === since) return
    this.keep(peer, feed)
    this.deps.write(peer, { type: 'rooms', changed: rooms, gone, feed })
  }

  private keep(peer: Peer, feed: string): void {
    const position = parsePosition(feed)
    if (position) this.told.set(peer, position)
  }
}
