import type { ServerEvent } from '#shared/schemas/frames'
import type { Hub } from '../../../core/hub/hub'
import type { Peer } from '../../../core/hub/peer'
import { logger } from '../../../platform/logging/logger'
import { SEEN_SETTLES_MS, SEEN_TOLD_EVERY_MS } from '../../../platform/limits/server-limits'
import type { People } from '../../people/people'
import type { SmallRooms } from './small-rooms'

export interface SeenReportDeps {
  readonly rooms: Pick<SmallRooms, 'members'>
  readonly people: Pick<People, 'find'>
  readonly hub: Pick<Hub, 'receivers'>
  /** The connections of a user in this process. */
  readonly of: (user: string) => readonly Peer[]
  readonly tell: (user: string, event: ServerEvent, except?: Peer) => void
}

/** How far a user has read, and since when this process knows, in ms of `performance.now()`. */
interface Reader {
  readonly seq: number
  readonly at: number
}

/**
 * Reports to the members of a small room who are in it now how far others have read: at most one frame per room and
 * second. Nothing is stored for it. A user who hides their own reading gets no reports either.
 * A member who comes into the room asks the database, which may not have the mark yet: a report of less than
 * `SEEN_SETTLES_MS` ago is sent once more.
 */
export class SeenReport {
  private readonly waiting = new Map<string, Map<string, Reader>>()
  private timer: NodeJS.Timeout | null = null

  constructor(private readonly deps: SeenReportDeps) {}

  heard(room: string, person: string, seq: number): void {
    const seen = this.waiting.get(room) ?? new Map<string, Reader>()
    this.waiting.set(room, seen)
    seen.set(person, { seq: Math.max(seq, seen.get(person)?.seq ?? 0), at: performance.now() })
    this.schedule()
  }

  close(): void {
    if (this.timer) clearTimeout(this.timer)
    this.timer = null
  }

  private schedule(): void {
    this.timer ??= setTimeout(() => this.flush(), SEEN_TOLD_EVERY_MS).unref()
  }

  private flush(): void {
    const waiting = [...this.waiting]
    const settled = performance.now() - SEEN_SETTLES_MS
    this.waiting.clear()
    this.timer = null
    for (const [room, seen] of waiting) {
      const fresh = new Map([...seen].filter(([, { at }]) => at > settled))
      if (fresh.size > 0) this.waiting.set(room, fresh)
      if (this.deps.hub.receivers(room) === 0) continue
      void this.say(room, seen).catch((err: unknown) => logger.debug({ err }, 'A report of what users have read could not be sent. The next one includes it.'))
    }
    if (this.waiting.size > 0) this.schedule()
  }

  private async say(room: string, seen: ReadonlyMap<string, Reader>): Promise<void> {
    const { rooms, of, tell } = this.deps
    const members = await rooms.members(room)
    if (!members) return
    const people: { id: string, seq: number }[] = []
    for (const [id, { seq }] of seen) if (members.has(id) && await this.shares(id)) people.push({ id, seq })
    if (people.length === 0) return
    for (const member of members) {
      const others = people.filter(({ id }) => id !== member)
      const isInside = of(member).some(peer => peer.rooms.has(room))
      if (others.length > 0 && isInside && await this.shares(member))
        tell(member, { type: 'seen', room, people: others })
    }
  }

  private async shares(person: string): Promise<boolean> {
    return (await this.deps.people.find(person))?.hidesReading === false
  }
}
