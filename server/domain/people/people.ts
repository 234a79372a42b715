import type { Face } from '#shared/schemas/people'
import { PLACE_ROLES, type PlaceRole, type User } from '#shared/schemas/user'
import { Lookup } from '../../platform/cache/lookup'
import { IDS_PER_READ, PEOPLE_KNOWN_MAX, PEOPLE_TRUSTED_MS } from '../../platform/limits/server-limits'
import type { PlaceDb } from '../tables'
import { nameKey } from './name-key'

/** What the server keeps of a user who did something that lasts. */
export interface StoredPerson {
  readonly id: string
  readonly name: string
  /** Null for a guest. */
  readonly handle: string | null
  readonly role: PlaceRole
  readonly status: string
  /** The hash of the picture; null for none. */
  readonly picture: string | null
  readonly disabled: boolean
  /** Others don't see whether the user is here. */
  readonly hidesPresence: boolean
  /** Others don't see what the user has read, nor the user what others have. */
  readonly hidesReading: boolean
}

interface Row {
  readonly id: string
  readonly name: string
  readonly handle: string | null
  readonly role: string
  readonly status: string
  readonly status_until: number | null
  readonly picture: string | null
  readonly disabled_at: number | null
  readonly hides_presence: number
  readonly hides_reading: number
}

/** The columns of `toPerson`. */
export const PERSON = [
  'person.id', 'person.name', 'person.handle', 'person.role', 'person.status', 'person.status_until', 'person.picture',
  'person.disabled_at', 'person.hides_presence', 'person.hides_reading',
] as const

export function toPerson(row: Row): StoredPerson {
  const { id, name, handle, role, status, status_until: until, disabled_at: disabledAt } = row
  const known = PLACE_ROLES.find(one => one === role) ?? 'guest'
  const shown = until === null || until > Date.now() ? status : ''
  return {
    id, name, handle, role: known, status: shown, picture: row.picture, disabled: disabledAt !== null,
    hidesPresence: row.hides_presence === 1, hidesReading: row.hides_reading === 1,
  }
}

/**
 * The name and picture of an account, for all its messages. Null for a guest, who keeps the name of the time on each
 * message. An erased account has a face, too, so that its name disappears from open pages.
 */
export function faceOf({ id, name, handle, picture, disabled }: StoredPerson): Face | null {
  if (handle === null && !disabled) return null
  return { id, name, ...(picture === null ? {} : { picture }) }
}

/** Users that are stored. Each request and each connection asks for its user, so they are remembered for a while. */
export class People {
  private readonly lookup: Lookup<StoredPerson>

  constructor(private readonly db: PlaceDb) {
    this.lookup = new Lookup({
      read: ids => this.read(ids), max: PEOPLE_KNOWN_MAX, ttlMs: PEOPLE_TRUSTED_MS, perRead: IDS_PER_READ,
    })
  }

  /** The stored user; null where nothing is stored, as of most guests. */
  find(id: string): Promise<StoredPerson | null> {
    return this.lookup.find(id)
  }

  /** The user changed, here or in another process. */
  forget(id: string): void {
    this.lookup.forget(id)
  }

  /** Any may have changed: what other processes said was lost. */
  forgetAll(): void {
    this.lookup.forgetAll()
  }

  /** Which of these have an account or are disabled, as the database has them now. */
  async noGuests(ids: readonly string[]): Promise<string[]> {
    const found: string[] = []
    for (let at = 0; at < ids.length; at += IDS_PER_READ) {
      const rows = await this.db.selectFrom('person').select('id').where('id', 'in', ids.slice(at, at + IDS_PER_READ))
        .where(({ or, eb }) => or([eb('handle', 'is not', null), eb('disabled_at', 'is not', null)])).execute()
      for (const { id } of rows) found.push(id)
    }
    return found
  }

  private async read(ids: readonly string[]): Promise<ReadonlyMap<string, StoredPerson>> {
    const rows = await this.db.selectFrom('person').select(PERSON).where('id', 'in', ids).execute()
    return new Map(rows.map(row => [row.id, toPerson(row)]))
  }
}

/** The columns of a user who has no account. */
export const NO_ACCOUNT = {
  role: 'guest',
  handle: null,
  picture: null,
  password: null,
  mail: null,
  issuer: null,
  subject: null,
  status_until: null,
  language: null,
  totp_secret: null,
  totp_step: null,
  recovery_codes: null,
  disabled_at: null,
  last_seen_at: null,
} as const

/** Stores a user without a row as a guest. A stored user stays as they are. */
export async function keepPerson(tx: PlaceDb, { id, name }: User): Promise<void> {
  await tx.insertInto('person').values({ id, name, name_key: nameKey(name), created_at: Date.now(), ...NO_ACCOUNT })
    .onConflict(conflict => conflict.column('id').doNothing()).execute()
}
