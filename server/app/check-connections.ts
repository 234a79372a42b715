import { setTimeout as wait } from 'node:timers/promises'
import type { Connections } from '../core/peers/connections'
import type { People } from '../domain/people/people'
import type { SignIns } from '../domain/people/sign-ins'
import { logger } from '../platform/logging/logger'
import { CONNECTIONS_CHECKED_EVERY_MS, MOVES_TAKE_MS } from '../platform/limits/server-limits'

export interface ConnectionsCheckDeps {
  readonly connections: Pick<Connections, 'users' | 'endSignIns'>
  readonly signIns: Pick<SignIns, 'holders' | 'forget'>
  readonly people: Pick<People, 'noGuests'>
  /** Whether the user hides where they are, as far as this process knows. */
  readonly isHidden: (person: string) => boolean
  /** The stored user changed: acts as on an announcement of another process. */
  readonly onChanged: (person: string) => void
  /** Reads the settings of the place anew. */
  readonly refreshSettings: () => Promise<unknown>
  /** Whether the bus is down, so that no announcements of other processes come. */
  readonly isCutOff: () => boolean
}

/** Checks are this many times as often while the bus is down. */
const CUT_OFF_TIMES = 12

export interface ConnectionsCheck {
  /** Compares now. */
  run(): Promise<void>
  stop(): void
}

/**
 * Compares the users of open connections with the database again and again. The bus may lose the message that a
 * sign-in ended, or that a user has another role or name, or hides where they are. It must not leave a connection open,
 * or under an old name, or show a user who hides.
 */
export function checkConnections(
  deps: ConnectionsCheckDeps, { everyMs = CONNECTIONS_CHECKED_EVERY_MS, movesTakeMs = MOVES_TAKE_MS } = {},
): ConnectionsCheck {
  const { connections, signIns, people } = deps

  async function run(): Promise<void> {
    const users = connections.users()
    const signedIn = users.flatMap(({ session, ...user }) => session === undefined ? [] : [{ ...user, session }])
    const guests = users.flatMap(({ id, session }) => session === undefined ? [id] : [])
    const [holders, noGuests] = await Promise.all([
      signIns.holders(signedIn.map(({ session }) => session)), people.noGuests(guests), deps.refreshSettings(),
    ])
    const ended = signedIn.filter(({ id, session }) => {
      const holder = holders.get(session)
      return holder?.person !== id || holder.disabled
    })
    for (const { id, session, name, role = 'guest' } of signedIn) {
      const holder = holders.get(session)
      if (!holder) continue
      const isOther = holder.role !== role || holder.name !== name || holder.hidesPresence !== deps.isHidden(id)
      if (isOther) deps.onChanged(id)
    }
    for (const { session } of ended) signIns.forget(session)
    if (ended.length + noGuests.length === 0) return
    // A sign-in may just be replaced by another one: the message that moves its connections is on its way.
    await wait(movesTakeMs, undefined, { ref: false })
    for (const { id, session } of ended) connections.endSignIns(id, [session])
    for (const id of noGuests) connections.endSignIns(id, [])
  }

  const orLog = () => run().catch((err: unknown) => {
    logger.debug({ err }, 'Open connections could not be compared with the database. The next check does it.')
  })
  let ticks = 0
  const timer = setInterval(() => {
    const isDue = ++ticks % CUT_OFF_TIMES === 0
    if (isDue || (deps.isCutOff() && connections.users().length > 0)) void orLog()
  }, everyMs / CUT_OFF_TIMES).unref()
  return { run: orLog, stop: () => clearInterval(timer) }
}
