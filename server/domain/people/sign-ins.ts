import { nanoid } from 'nanoid'
import { Lookup } from '../../platform/cache/lookup'
import {
  IDS_PER_READ, PEOPLE_KNOWN_MAX, PEOPLE_TRUSTED_MS, SIGN_IN_SEEN_EVERY_MS,
} from '../../platform/limits/server-limits'
import type { PlaceDb } from '../tables'
import { deviceOf } from './device'

interface StoredSignIn {
  readonly id: string
  readonly person: string
  readonly lastSeenAt: number
}

/** The user of a sign-in. */
interface Holder {
  readonly person: string
  readonly name: string
  /** In the place. */
  readonly role: string
  readonly disabled: boolean
  readonly hidesPresence: boolean
}

/**
 * The rows of sessions. A cookie names its row, and counts only while the row is there: ending a sign-in deletes it.
 * Rows are cached for a while; the process that ends one announces it to all processes.
 */
export class SignIns {
  private readonly lookup: Lookup<StoredSignIn>

  constructor(private readonly db: PlaceDb) {
    this.lookup = new Lookup({
      read: ids => this.read(ids), max: PEOPLE_KNOWN_MAX, ttlMs: PEOPLE_TRUSTED_MS, perRead: IDS_PER_READ,
    })
  }

  /** Whether the sign-in is this user's and was not ended. Notes that it was seen, at most every few minutes. */
  async isValid(id: string, person: string): Promise<boolean> {
    const row = await this.lookup.find(id)
    if (row?.person !== person) return false
    if (Date.now() - row.lastSeenAt > SIGN_IN_SEEN_EVERY_MS) void this.seen(id)
    return true
  }

  /** The users of these sign-ins, as the database has them now. One that was ended is not among them. */
  async holders(ids: readonly string[]): Promise<ReadonlyMap<string, Holder>> {
    const holders = new Map<string, Holder>()
    for (let at = 0; at < ids.length; at += IDS_PER_READ) {
      const rows = await this.db.selectFrom('session').innerJoin('person', 'person.id', 'session.person')
        .select(['session.id', 'session.person', 'person.name', 'person.role', 'person.disabled_at', 'person.hides_presence'])
        .where('session.id', 'in', ids.slice(at, at + IDS_PER_READ)).execute()
      for (const { id, person, name, role, disabled_at: disabledAt, hides_presence: hides } of rows) {
        holders.set(id, { person, name, role, disabled: disabledAt !== null, hidesPresence: hides === 1 })
      }
    }
    return holders
  }

  /** Creates one, in a transaction of the caller where given. @returns its id */
  async create(person: string, userAgent: string | null, db: PlaceDb = this.db): Promise<string> {
    const id = `s_${nanoid(21)}`
    const now = Date.now()
    await db.insertInto('session')
      .values({ id, person, device: deviceOf(userAgent), created_at: now, last_seen_at: now }).execute()
    return id
  }

  list(person: string) {
    return this.db.selectFrom('session').selectAll().where('person', '=', person)
      .orderBy('last_seen_at', 'desc').execute()
  }

  /** Removes the sign-ins of a user: the one with this id, or all but that one. @returns the ids of those that ended */
  async end(
    person: string, which: { readonly only: string } | { readonly except: string | null }, db: PlaceDb = this.db,
  ): Promise<string[]> {
    const rows = await db.deleteFrom('session').where('person', '=', person)
      .$if('only' in which, query => query.where('id', '=', 'only' in which ? which.only : ''))
      .$if('except' in which && which.except !== null, query =>
        query.where('id', '!=', 'except' in which ? which.except ?? '' : ''))
      .returning('id').execute()
    for (const { id } of rows) this.lookup.forget(id)
    return rows.map(({ id }) => id)
  }

  /** Ended in another process. */
  forget(id: string): void {
    this.lookup.forget(id)
  }

  /** Any may have ended: what other processes said was lost. */
  forgetAll(): void {
    this.lookup.forgetAll()
  }

  private async seen(id: string): Promise<void> {
    this.lookup.forget(id)
    await this.db
      .updateTable('session')
      .set({ last_seen_at: Date.now() })
      .where('id', '=', id)
      .execute()
      .catch(() => {})
  }

  private async read(ids: readonly string[]): Promise<ReadonlyMap<string, StoredSignIn>> {
    const rows = await this.db.selectFrom('session').select(['id', 'person', 'last_seen_at'])
      .where('id', 'in', ids).execute()
    return new Map(rows.map(({ id, person, last_seen_at: lastSeenAt }) => [id, { id, person, lastSeenAt }]))
  }
}
