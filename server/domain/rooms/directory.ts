import { LRUCache } from 'lru-cache'
import { roomIdSchema, type Room } from '#shared/schemas/room'
import type { User } from '#shared/schemas/user'
import { can, type Action, type Standing } from '../../access/can'
import type { Principal } from '../../core/principal'
import { ParleyError } from '../../platform/errors/parley-error'
import { REFUSALS_TRUSTED_MS, ROOMS_KNOWN_MAX, ROOMS_TRUSTED_MS } from '../../platform/limits/server-limits'
import type { AccessCounts } from './access-counts'
import type { RoomEntry } from './entry'

export interface DirectoryDeps {
  /** Reads a room; null where there is none. */
  readonly read: (id: string, pinned?: Room) => Promise<RoomEntry | null>
  /** Channels of the configuration. */
  readonly pinned: readonly Room[]
  /** Counts of taken rights, as the database has them. */
  readonly counts: Pick<AccessCounts, 'of'>
  /** A room was read again, in the same tick: peers that may not be in it have to leave. */
  readonly onRefresh?: (id: string) => void
  /** Whether guests may write, as the owner set it. */
  readonly guestsWrite?: () => boolean
}

/** A room in memory. */
interface Known {
  readonly entry: RoomEntry
  /** When the database had the same count of taken rights last, ms of `performance.now()`, like the others. */
  sureAt: number
  /** When a channel was compared last, with whatever outcome. */
  triedAt: number
  /** A comparison that began before it says nothing. */
  doubtedAt: number
}

/**
 * The rooms of the place and what users are in them, as far as this process needed them. Permissions are decided here,
 * from memory. A change is said over the bus, which may lose it, so memory alone never opens a door: the log refuses a
 * message that was decided on old memory (`EventDraft.access`), and everything else compares the count of taken rights
 * with the database, at most every `ROOMS_TRUSTED_MS` per room.
 */
export class RoomDirectory {
  readonly pinned: readonly Room[]
  private readonly pinnedById: ReadonlyMap<string, Room>
  private readonly entries = new LRUCache<string, Known>({ max: ROOMS_KNOWN_MAX })
  /** Never evicted: they are on the path of each message. */
  private readonly pinnedEntries = new Map<string, Known>()
  private readonly reading = new Map<string, Promise<RoomEntry | null>>()
  /** Reads that begin when the one that runs has ended. */
  private readonly waiting = new Map<string, Promise<RoomEntry | null>>()

  constructor(private readonly deps: DirectoryDeps) {
    this.pinned = deps.pinned.map(room => ({ ...room, pinned: true }))
    this.pinnedById = new Map(this.pinned.map(room => [room.id, room]))
  }

  /** Reads the channels of the configuration. */
  async start(): Promise<void> {
    await Promise.all(this.pinned.map(({ id }) => this.refresh(id)))
  }

  /** Whether bare publishes of other Redis clients are passed on in the room. */
  isPinned(id: string): boolean {
    return this.pinnedById.has(id)
  }

  /** The default channel: the tutorial's `channel_1`, or the first one if there is no such channel. */
  private get defaultChannel(): string {
    return this.pinnedById.has('channel_1') ? 'channel_1' : this.pinned[0]?.id ?? ''
  }

  /** The channel named by a cookie, a form field or a query. A blank name means the default channel. */
  channelOf(name: string | null): string {
    return name?.trim() ? name : this.defaultChannel
  }

  /** The room as it is known; undefined where it was not loaded. */
  known(id: string): RoomEntry | undefined {
    return this.slot(id)?.entry
  }

  private slot(id: string): Known | undefined {
    return this.pinnedEntries.get(id) ?? this.entries.get(id)
  }

  /**
   * The room as it was `ROOMS_TRUSTED_MS` ago or later; null where there is none. A channel is answered as it is known
   * and compared meanwhile: all users may read it, and reading goes on while the database is away.
   */
  async load(id: string): Promise<RoomEntry | null> {
    const known = this.slot(id)
    if (known?.entry.room.kind !== 'channel') return this.sure(id)
    const now = performance.now()
    if (now - Math.max(known.sureAt, known.triedAt) >= ROOMS_TRUSTED_MS) {
      known.triedAt = now
      void this.sure(id).catch(() => {})
    }
    return known.entry
  }

  /** The room, compared with the database where that was not done for `ROOMS_TRUSTED_MS`. */
  private async sure(id: string): Promise<RoomEntry | null> {
    const known = this.slot(id)
    if (!known) return this.refresh(id)
    const askedAt = performance.now()
    if (askedAt - known.sureAt < ROOMS_TRUSTED_MS) return known.entry
    const access = await this.deps.counts.of(id)
    const now = this.slot(id)
    if (now && now.entry.readAt > askedAt) return now.entry
    if (!now || now.entry.access !== access) return this.refresh(id)
    if (askedAt > now.doubtedAt) now.sureAt = Math.max(now.sureAt, askedAt)
    return now.entry
  }

  /** A right may have been taken just now: the next decision compares first. Without an id, in any room. */
  doubt(id?: string): void {
    const all = id === undefined ? [...this.pinnedEntries.values(), ...this.entries.values()] : [this.slot(id)]
    const doubtedAt = performance.now()
    for (const known of all) if (known) Object.assign(known, { sureAt: -Infinity, triedAt: -Infinity, doubtedAt })
  }

  /** Reads the room anew: it changed. However many ask, one read runs and one waits: that sees what they know of. */
  refresh(id: string): Promise<RoomEntry | null> {
    const running = this.reading.get(id)
    if (!running) return this.read(id)
    const waiting
      = this.waiting.get(id)
        ?? running
          .catch(() => null)
          .then(() => {
            this.waiting.delete(id)
            return this.read(id)
          })
    this.waiting.set(id, waiting)
    return waiting
  }

  private async read(id: string): Promise<RoomEntry | null> {
    // An invalid id belongs to no room, and a database may not even take it.
    if (!roomIdSchema.safeParse(id).success) return null
    const reading = this.deps.read(id, this.pinnedById.get(id))
    this.reading.set(id, reading)
    try {
      const entry = await reading
      const wasKnown = this.known(id) !== undefined
      const read = entry && { entry, sureAt: entry.readAt, triedAt: -Infinity, doubtedAt: -Infinity }
      if (read && this.isPinned(id)) this.pinnedEntries.set(id, read)
      else if (read) this.entries.set(id, read)
      else this.entries.delete(id)
      if (wasKnown) this.deps.onRefresh?.(id)
      return entry
    }
    finally {
      if (this.reading.get(id) === reading) this.reading.delete(id)
    }
  }

  /** What the user is in the room; null where the user is nothing special there. */
  standing(user: Pick<User, 'id'> | null, id: string): Standing | null {
    return (user && this.known(id)?.standings.get(user.id)) ?? null
  }

  /**
   * Whether this user may do this in the room, as it is known.
   * @param author of the message; the user themselves when absent, as for a message that is still to be written
   */
  may(
    user: Principal | null,
    action: Action,
    id: string,
    author: Pick<User, 'id'> | undefined = user ?? undefined,
  ): boolean {
    const entry = this.known(id)
    return (
      entry !== undefined
      && can(user, action, {
        room: entry.room,
        standing: this.standing(user, id),
        author,
        guestsWrite: this.deps.guestsWrite?.() ?? true,
      })
    )
  }

  /**
   * The room, if this user may do this in it.
   * @throws ParleyError `not_found` also for a room the user may not know of, so that names can't be probed
   */
  async authorize(user: Principal | null, action: Action, id: string): Promise<RoomEntry> {
    // The log guards what is sent, so that a message costs no comparison.
    const known = action === 'send' ? this.known(id) : undefined
    const entry = known ?? await (action === 'read' ? this.load(id) : this.sure(id))
    if (entry && this.may(user, action, id)) return entry
    // Another process may just have allowed it, and its message is still on the way.
    const isOld = entry !== null && performance.now() - entry.readAt > REFUSALS_TRUSTED_MS
    const sure = isOld && user !== null ? await this.refresh(id) : entry
    if (!sure || !this.may(user, 'read', id)) throw this.unknown(id)
    if (!this.may(user, action, id))
      throw new ParleyError('forbidden', whyNot(action, sure.room, this.standing(user, id)))
    return sure
  }

  /** The refusal of a room that does not exist, or that the user may not know of: both are answered alike. */
  unknown(id: string): ParleyError {
    const channels = this.pinned.map(room => room.id).join(', ')
    return new ParleyError(
      'not_found',
      `There is no channel '${id.slice(0, 64)}'. The channels here are: ${channels}.`,
    )
  }
}

/** Why a user who may read a room may not do something in it. */
export function whyNot(action: Action, room: Room, standing: Standing | null): string {
  if (room.archived) return 'This room is archived. It can be read, and nothing can be written.'
  if (action === 'send' || action === 'edit') {
    if (room.kind === 'direct' && room.readOnly) return 'You can\'t write to this user.'
    if (room.readOnly) return 'Only owners and moderators write in this room.'
    const until = standing?.mutedUntil ?? 0
    if (until > Date.now()) return `You can't write in this room until ${new Date(until).toISOString()}.`
    return 'You can read this channel but not post in it.'
  }
  return `You can't do this in the room (${action}). Ask its owner.`
}
