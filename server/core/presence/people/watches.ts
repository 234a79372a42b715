import type { ServerEvent } from '#shared/schemas/frames'
import type { PersonState } from '#shared/schemas/user'
import type { Peer } from '../../hub/peer'
import { createThrottle } from '../throttle'
import { PEOPLE_RENEWED_EVERY_MS, type PeoplePresence, type Whereabouts } from './people-presence'

/** Least time between two updates to one peer. */
const TOLD_EVERY_MS = 1_000

/** Too short to notice, and long enough that a page's whole list is one read. */
const LEAD_MS = 50

export interface WatchesDeps {
  readonly presence: Pick<PeoplePresence, 'read' | 'onChange'>
  /**
   * When these users were last seen, Unix ms, or 0. Users without a stored time, and users who hide it, are missing.
   */
  readonly lastSeen: (people: readonly string[]) => Promise<ReadonlyMap<string, number>>
  readonly send: (peer: Peer, event: ServerEvent) => void
  readonly everyMs?: number
}

/**
 * Notifies peers about the users that they show. A peer names these users, gets all their states once, and then each
 * change. Unwatched users cost no reads and no frames.
 */
export class Watches {
  private readonly watchers = new Map<string, Set<Peer>>()
  private readonly watched = new Map<Peer, ReadonlySet<string>>()
  /** Known states of watched users. */
  private readonly known = new Map<string, PersonState>()
  private readonly reads
  private timer: NodeJS.Timeout | undefined

  constructor(private readonly deps: WatchesDeps) {
    this.reads = createThrottle({ leadMs: LEAD_MS, intervalMs: TOLD_EVERY_MS, run: people => this.read(people) })
    deps.presence.onChange((people) => {
      for (const person of people) if (this.watchers.has(person)) this.reads.mark(person)
    })
  }

  /** Sets the users that the peer shows, in place of the previous ones. */
  watch(peer: Peer, people: readonly string[]): void {
    const before = this.watched.get(peer)
    const now = new Set(people)
    for (const person of before ?? []) if (!now.has(person)) this.unwatch(peer, person)
    if (now.size === 0) this.watched.delete(peer)
    else this.watched.set(peer, now)
    const fresh = [...now].filter(person => !before?.has(person))
    for (const person of fresh) {
      const others = this.watchers.get(person)
      if (others) others.add(peer)
      else this.watchers.set(person, new Set([peer]))
      if (!this.known.has(person)) this.reads.mark(person)
    }
    const states = fresh.flatMap(person => this.known.get(person) ?? [])
    if (states.length > 0) this.deps.send(peer, { type: 'people', people: states })
    if (this.watchers.size > 0)
      this.timer ??= setInterval(() => this.readAll(), this.deps.everyMs ?? PEOPLE_RENEWED_EVERY_MS).unref()
  }

  /** To be called when the connection is closed. */
  drop(peer: Peer): void {
    for (const person of this.watched.get(peer) ?? []) this.unwatch(peer, person)
    this.watched.delete(peer)
  }

  /** Ends all watches of the peer. It gets all users as offline, since what it shows would otherwise stay. */
  blind(peer: Peer): void {
    const people = [...this.watched.get(peer) ?? []]
    this.drop(peer)
    if (people.length === 0) return
    this.deps.send(peer, { type: 'people', people: people.map(id => ({ id, state: 'offline' })) })
  }

  close(): void {
    clearInterval(this.timer)
    this.timer = undefined
    this.reads.close()
  }

  private unwatch(peer: Peer, person: string): void {
    const others = this.watchers.get(person)
    if (!others?.delete(peer) || others.size > 0) return
    this.watchers.delete(person)
    this.known.delete(person)
  }

  /** Finds changes that no process reported: the users of a dead process. */
  private readAll(): void {
    if (this.watchers.size === 0) {
      clearInterval(this.timer)
      this.timer = undefined
    }
    for (const person of this.watchers.keys()) this.reads.mark(person)
  }

  private async read(people: readonly string[]): Promise<void> {
    const asked = people.filter(person => this.watchers.has(person))
    if (asked.length === 0) return
    const here = await this.deps.presence.read(asked)
    const gone = asked.filter(person => !here.has(person) && this.known.get(person)?.state !== 'offline')
    const seen
      = gone.length === 0
        ? new Map<string, number>()
        : await this.deps.lastSeen(gone).catch(() => new Map<string, number>())
    const changes = new Map<Peer, PersonState[]>()
    for (const person of asked) {
      const state = this.become(person, here.get(person), seen.get(person))
      for (const peer of state ? this.watchers.get(person) ?? [] : []) {
        const states = changes.get(peer) ?? []
        changes.set(peer, states)
        if (state) states.push(state)
      }
    }
    for (const [peer, states] of changes) this.deps.send(peer, { type: 'people', people: states })
  }

  /** @returns the new state; null if it did not change, or no peer watches the user any more */
  private become(id: string, where: Whereabouts | undefined, lastSeenAt: number | undefined): PersonState | null {
    const before = this.known.get(id)
    const state = where ?? 'offline'
    if (before?.state === state || !this.watchers.has(id)) return null
    // A user who just left was here just now, whether that is stored yet or not.
    const at = before && lastSeenAt !== undefined ? Math.max(lastSeenAt, toMinute(Date.now())) : lastSeenAt
    const next: PersonState = { id, state, ...(where === undefined && at ? { lastSeenAt: at } : {}) }
    this.known.set(id, next)
    return next
  }
}

/** Rounds "last seen" down to the minute. */
export function toMinute(at: number): number {
  return at - at % 60_000
}
