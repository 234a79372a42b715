import type { Bus } from '../core/bus/bus'
import type { Hub } from '../core/hub/hub'
import type { Change } from '../core/log/change'
import type { OpenedLog } from '../core/log/open'
import type { PeoplePresence } from '../core/presence/people/people-presence'
import type { Presence } from '../core/presence/presence'
import type { Config } from '../platform/config/schema'
import type { AttemptLimit } from '../platform/limits/attempt-limit'
import type { SendLimit } from '../platform/limits/send-limit'
import type { Mailer } from './people/mail/mailer'
import type { OidcProviders } from './people/oidc/oidc-providers'
import type { Passwords } from './people/password/passwords'
import type { People } from './people/people'
import type { Sessions } from './people/session'
import type { PlaceSettings } from './people/settings/place-settings'
import type { SignInTries } from './people/sign-in/tries'
import type { SignIns } from './people/sign-ins'
import type { Announcer } from './rooms/announcer'
import type { RoomDirectory } from './rooms/directory'
import type { MarkKeeper } from './rooms/mark-keeper'
import type { ReadMarks } from './rooms/read-marks'
import type { SmallRooms } from './rooms/seen/small-rooms'
import { placeOf, type PlaceDb } from './tables'

/** A transaction of the domain. */
export interface PlaceChange extends Omit<Change, 'tx'> {
  readonly tx: PlaceDb
}

/** The services that operations on rooms and people need. */
export interface Place {
  readonly config: Pick<Config, 'PUBLIC_ORIGIN' | 'CHANNELS' | 'TRUST_PROXY'>
  /** For reading. Several rows that belong together are written with `change`. */
  readonly db: PlaceDb
  readonly log: OpenedLog
  readonly hub: Pick<Hub, 'heads' | 'deliver'>
  readonly bus: Pick<Bus, 'publish' | 'control'>
  readonly presence: Pick<Presence, 'online' | 'among'>
  readonly limit: Pick<SendLimit, 'take'>
  readonly rooms: RoomDirectory
  readonly people: People
  readonly sessions: Sessions
  readonly signIns: SignIns
  readonly passwords: Passwords
  readonly tries: SignInTries
  /** Exports of a user. */
  readonly exports: AttemptLimit
  readonly settings: PlaceSettings
  readonly oidc: OidcProviders
  /** Null where no mail server is configured. */
  readonly mailer: Mailer | null
  /** Seals cookies. */
  readonly secret: string
  readonly announce: Announcer
  readonly marks: Pick<MarkKeeper, 'save'>
  readonly readMarks: Pick<ReadMarks, 'unread'>
  readonly smallRooms: Pick<SmallRooms, 'members'>
  /** Where users are, user by user. */
  readonly peoplePresence: Pick<PeoplePresence, 'read'>
}

/**
 * Runs a transaction in which these rooms are locked, as an append locks them. Await nothing in it but its own
 * statements: commits of messages wait meanwhile. Announce changes after it.
 */
export function change<T>(
  { log }: Pick<Place, 'log'>, rooms: readonly string[], run: (change: PlaceChange) => Promise<T>,
): Promise<T> {
  return log.change(rooms, ({ tx, append, restrict }) => run({ tx: placeOf(tx), append, restrict }))
}
